package org.facemargin.core;

/**
 * Pictures by position, decoded when asked for. Implementations are safe for use by several threads
 * at once.
 */
public interface FaceImageSource {

  /** How many pictures there are. */
  int size();

  /** What a user knows picture {@code index} by: a path or a record key. */
  String nameOf(int index);

  /**
   * Decodes one picture.
   *
   * @throws DataException if it is missing or corrupt; the message names it
   */
  FaceImage read(int index);
}
