/**
 * JSON records: {@link org.facemargin.experiments.json.JsonRecords} writes and reads them with one
 * set of rules.
 */
package org.facemargin.experiments.json;
