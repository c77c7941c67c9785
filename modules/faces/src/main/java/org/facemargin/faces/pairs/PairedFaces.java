package org.facemargin.faces.pairs;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.FaceImageSource;
import org.facemargin.files.Sha256;
import org.facemargin.files.TsvCell;

/**
 * Pictures and the pairs a verification protocol compares.
 *
 * @param images the pictures, each once
 * @param pairs pairs in protocol order: fold after fold
 * @param folds how many folds the list has, all of {@code pairs.size() / folds} pairs; 1 where it
 *     says nothing of folds
 * @param fingerprint what identifies the data in a record
 */
public record PairedFaces(
    FaceImageSource images, List<FacePair> pairs, int folds, String fingerprint) {

  public PairedFaces {
    pairs = List.copyOf(pairs);
  }

  /**
   * Pairs whose fingerprint is that of their names, order, labels and folds, whatever file they are
   * in. It sees no picture: nothing is kept under it. What is kept of pictures names their content
   * ({@code EmbeddingCache}).
   */
  public PairedFaces(FaceImageSource images, List<FacePair> pairs, int folds) {
    this(images, pairs, folds, ofNames(images, pairs, folds));
  }

  private static String ofNames(FaceImageSource images, List<FacePair> pairs, int folds) {
    StringBuilder text = new StringBuilder().append(folds).append('\n');
    for (FacePair pair : pairs) {
      text.append(TsvCell.of(images.nameOf(pair.first()))).append('\t');
      text.append(TsvCell.of(images.nameOf(pair.second()))).append('\t');
      text.append(pair.same()).append('\n');
    }
    return Sha256.of(text.toString());
  }

  /** How many pairs show one person. */
  public int same() {
    return (int) pairs.stream().filter(FacePair::same).count();
  }

  /** What the list says of itself. */
  public PairLabels labels() {
    return ListedPairs.labels(
        pairs,
        pair -> "pair " + (pair + 1) + ", " + TsvCell.of(images.nameOf(pairs.get(pair).first())));
  }

  /**
   * The same pairs with both kinds spread evenly, each kind in its own order, so that every fold
   * cut from the list has its share of both: for lists with all pairs of one kind first.
   */
  public PairedFaces interleaved() {
    List<FacePair> one = pairs.stream().filter(FacePair::same).toList();
    List<FacePair> two = pairs.stream().filter(pair -> !pair.same()).toList();
    List<FacePair> mixed = new ArrayList<>(pairs.size());
    int i = 0;
    int j = 0;
    while (mixed.size() < pairs.size()) {
      boolean first =
          j == two.size()
              || i < one.size() && (2L * i + 1) * two.size() <= (2L * j + 1) * one.size();
      mixed.add(first ? one.get(i++) : two.get(j++));
    }
    return new PairedFaces(images, mixed, 1, Sha256.of(fingerprint + "\tinterleaved"));
  }
}
