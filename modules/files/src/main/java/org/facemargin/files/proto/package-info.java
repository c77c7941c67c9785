/** Protocol Buffers without generated code: messages written and read field by field. */
package org.facemargin.files.proto;
