package org.facemargin.faces.image;

/** The encoded picture formats that the field's files hold. */
public enum EncodedKind {
  JPEG,
  PNG,
  /** Anything else, including nothing at all. */
  UNKNOWN;

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** Tells the format from the first bytes, never from a file name. */
  public static EncodedKind of(byte[] encoded) {
    if (encoded.length >= 3
        && encoded[0] == (byte) 0xFF
        && encoded[1] == (byte) 0xD8
        && encoded[2] == (byte) 0xFF) {
      return JPEG;
    }
    return startsWith(encoded, PNG_SIGNATURE) ? PNG : UNKNOWN;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (i >= bytes.length || bytes[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
