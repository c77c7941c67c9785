package org.facemargin.faces.image;

import org.facemargin.core.DataException;

/**
 * Walks the marker segments of a JPEG file (ITU-T T.81, annex B) from SOI to EOI without decoding.
 *
 * <p>Found: a file that ends inside a segment or inside entropy-coded data (no EOI), a segment with
 * an impossible length, a file without a frame or a scan. Not found: a flipped bit inside
 * entropy-coded data that makes no marker; no check sum covers that, and {@code data lint} asks a
 * second decoder for its warnings instead.
 */
final class JpegStructure {

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int TEM = 0x01;

  private final byte[] bytes;
  private int position = 2;
  private int width = -1;
  private int height = -1;
  private boolean scanned;

  private JpegStructure(byte[] bytes) {
    this.bytes = bytes;
  }

  static PictureHeader read(byte[] bytes) {
    return new JpegStructure(bytes).walk();
  }

  private PictureHeader walk() {
    for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
      if (marker == SOI || marker == TEM || isRestart(marker)) {
        continue;
      }
      int segment = position;
      int length = segmentLength();
      if (isFrame(marker)) {
        readFrame(segment, length);
      }
      position = segment + length;
      if (marker == SOS) {
        scanned = true;
        skipEntropyCodedData();
      }
    }
    if (width < 0 || !scanned) {
      throw new DataException("this JPEG ends at byte " + position + " without any picture in it");
    }
    return new PictureHeader(EncodedKind.JPEG, width, height);
  }

  private int nextMarker() {
    if (position + 1 >= bytes.length) {
      throw truncated();
    }
    if (at(position) != 0xFF) {
      throw new DataException(
          String.format(
              "this JPEG has byte %02X at offset %d where a marker (FF) must stand",
              bytes[position], position));
    }
    while (position < bytes.length && at(position) == 0xFF) {
      position++;
    }
    if (position >= bytes.length) {
      throw truncated();
    }
    return at(position++);
  }

  private int segmentLength() {
    if (position + 1 >= bytes.length) {
      throw truncated();
    }
    int length = at(position) << 8 | at(position + 1);
    if (length < 2) {
      throw DataException.of(
          "this JPEG has a segment of impossible length %s at offset %s", length, position);
    }
    if (position + length > bytes.length) {
      throw truncated();
    }
    return length;
  }

  private void readFrame(int segment, int length) {
    if (length < 8) {
      throw new DataException("this JPEG has a frame header cut short at offset " + segment);
    }
    height = at(segment + 3) << 8 | at(segment + 4);
    width = at(segment + 5) << 8 | at(segment + 6);
  }

  /** Inside a scan a data byte FF is followed by 00; restart markers belong to the scan. */
  private void skipEntropyCodedData() {
    byte[] all = bytes;
    for (int i = position; i + 1 < all.length; i++) {
      if (all[i] == (byte) 0xFF) {
        int next = all[i + 1] & 0xFF;
        if (next != 0 && next != 0xFF && !isRestart(next)) {
          position = i;
          return;
        }
      }
    }
    throw truncated();
  }

  private DataException truncated() {
    return DataException.of(
        "this JPEG is cut off: it ends at byte %s without the end marker (EOI, FF D9)",
        bytes.length);
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xD0 && marker <= 0xD7;
  }

  /** SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private int at(int index) {
    return bytes[index] & 0xFF;
  }
}
