/**
 * Encoded pictures in, {@link org.facemargin.core.FaceImage} out, and back. Entry type: {@link
 * org.facemargin.faces.image.ImageCodec}. OpenCV does the decoding, so that pixels are those the
 * neighbouring projects see; what OpenCV overlooks (truncated files) is refused here.
 */
package org.facemargin.faces.image;
