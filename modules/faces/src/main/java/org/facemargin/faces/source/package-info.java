/**
 * Collections of faces: folders, list files, pair lists, record files, packed pairs. Entry types:
 * {@link org.facemargin.faces.source.FileFaces}, {@link org.facemargin.faces.pairs.PairedFaces}.
 * Everything here decodes on demand and is safe for use by several threads.
 */
package org.facemargin.faces.source;
