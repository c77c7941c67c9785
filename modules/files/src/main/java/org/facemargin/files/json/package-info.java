/**
 * JSON records: {@link org.facemargin.files.json.JsonRecords} writes and reads them with one set of
 * rules.
 */
package org.facemargin.files.json;
