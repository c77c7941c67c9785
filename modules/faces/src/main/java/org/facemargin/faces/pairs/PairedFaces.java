package org.facemargin.faces.pairs;

import java.util.List;
import org.facemargin.core.FaceImageSource;

/**
 * Pictures and the pairs a verification protocol compares.
 *
 * @param images the pictures, each once
 * @param pairs pairs in protocol order: fold after fold
 * @param folds how many folds the list has, all of {@code pairs.size() / folds} pairs
 */
public record PairedFaces(FaceImageSource images, List<FacePair> pairs, int folds) {

  public PairedFaces {
    pairs = List.copyOf(pairs);
  }

  /** How many pairs show one person. */
  public int same() {
    return (int) pairs.stream().filter(FacePair::same).count();
  }
}
