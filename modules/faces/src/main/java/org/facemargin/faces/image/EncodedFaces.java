package org.facemargin.faces.image;

import org.facemargin.core.FaceImageSource;

/** Pictures that are kept encoded and can be handed on without encoding them anew. */
public interface EncodedFaces extends FaceImageSource {

  /**
   * The bytes of picture {@code index}: a JPEG or PNG file, owned by the caller.
   *
   * @throws org.facemargin.core.DataException if it is missing or its frame is corrupt
   */
  byte[] encoded(int index);

  /** The encoded bytes of any source's picture; drawn pictures become JPEG of quality 95. */
  static byte[] encodedOf(FaceImageSource source, int index) {
    return source instanceof EncodedFaces encoded
        ? encoded.encoded(index)
        : ImageCodec.jpeg(source.read(index), ImageCodec.DEFAULT_JPEG_QUALITY);
  }
}
