package org.facemargin.faces.inspect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.FaceImage;

/**
 * What a file holds.
 *
 * @param facts keys in snake_case, {@code kind} first; numbers, texts, lists and maps of these
 * @param firstPictures its first pictures, for a contact sheet; empty where it holds none
 */
public record Inspection(Map<String, Object> facts, List<FaceImage> firstPictures) {

  public Inspection {
    facts = new LinkedHashMap<>(facts);
    firstPictures = List.copyOf(firstPictures);
  }
}
