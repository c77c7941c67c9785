/**
 * From a photograph to an aligned face: detection with five points ({@link
 * org.facemargin.faces.align.RecognisedDetector}; a new detector is one {@link
 * org.facemargin.faces.align.DetectorKind}), the least-squares similarity to a template ({@link
 * org.facemargin.faces.align.SimilarityTransform}, {@link
 * org.facemargin.faces.align.AlignmentTemplate}), the warp ({@link
 * org.facemargin.faces.align.FaceAligner}), and whole folders ({@link
 * org.facemargin.faces.align.FolderAlignment}).
 */
package org.facemargin.faces.align;
