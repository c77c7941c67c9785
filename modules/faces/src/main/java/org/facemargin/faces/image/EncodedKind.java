package org.facemargin.faces.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The encoded picture formats that are read: those of photographs that OpenCV decodes. */
public enum EncodedKind {
  JPEG("jpg"),
  PNG("png"),
  BMP("bmp"),
  WEBP("webp"),
  TIFF("tif"),
  GIF("gif"),
  /** Netpbm's bitmaps, P1 to P6. */
  PNM("ppm"),
  /** Anything else, including nothing at all. */
  UNKNOWN("jpg");

  /** How many first bytes {@link #of} looks at. */
  public static final int HEAD_BYTES = 12;

  private static final String PNG_SIGNATURE = "\u0089PNG\r\n\u001a\n";

  private final String extension;

  EncodedKind(String extension) {
    this.extension = extension;
  }

  /** How names of such files end, without the dot. */
  public String extension() {
    return extension;
  }

  /** Tells the format from the first bytes, never from a file name. */
  public static EncodedKind of(byte[] encoded) {
    int count = Math.min(HEAD_BYTES, encoded.length);
    String head = new String(encoded, 0, count, StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (head.startsWith(PNG_SIGNATURE)) {
      return PNG;
    }
    if (head.startsWith("RIFF") && head.endsWith("WEBP")) {
      return WEBP;
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return TIFF;
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    }
    if (head.matches("(?s)P[1-6][\\s#].*")) {
      return PNM;
    }
    return isBmp(head) ? BMP : UNKNOWN;
  }

  /** "BM" begins many a text too: the two reserved numbers after the size are 0. */
  private static boolean isBmp(String head) {
    return head.startsWith("BM") && head.startsWith("\0\0\0\0", 6);
  }

  /** The known formats, for messages. */
  static String known() {
    return Stream.of(values())
        .filter(kind -> kind != UNKNOWN)
        .map(kind -> kind.name().toUpperCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
