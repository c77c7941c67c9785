/**
 * The files the field keeps faces in, byte for byte, without MXNet, Python or NumPy: RecordIO with
 * its index ({@link org.facemargin.faces.format.RecordFaces}, {@link
 * org.facemargin.faces.format.RecordWriter}), packed verification pairs ({@link
 * org.facemargin.faces.pairs.PackedPairs}), list files, IJB's and MegaFace's text and matrix files.
 * Errors name file, record and byte offset.
 */
package org.facemargin.faces.format;
