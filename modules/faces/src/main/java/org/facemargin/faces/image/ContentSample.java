package org.facemargin.faces.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.facemargin.core.DataException;

/**
 * What a fingerprint sees of the pictures themselves: the bytes of at most {@value #MOST}, evenly
 * from the first to the last. A set that was aligned or packed again under its old names is told
 * apart however large it is, one changed picture of unchanged size surely only in sets of at most
 * {@value #MOST}: reading all of a large set would take as long as an epoch.
 */
public final class ContentSample {

  private static final int MOST = 256;

  private ContentSample() {}

  /** Adds them to a digest; in the place of a picture that cannot be read, that it cannot. */
  public static void add(EncodedFaces faces, MessageDigest digest) {
    int count = Math.min(MOST, faces.size());
    for (int i = 0; i < count; i++) {
      digest.update(bytes(faces, (int) ((long) i * faces.size() / count)));
    }
  }

  private static byte[] bytes(EncodedFaces faces, int index) {
    try {
      return faces.encoded(index);
    } catch (DataException e) {
      return "unreadable".getBytes(StandardCharsets.UTF_8);
    }
  }
}
