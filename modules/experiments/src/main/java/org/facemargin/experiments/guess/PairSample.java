package org.facemargin.experiments.guess;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.search.UnitVectors;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.metrics.ScoreTable;

/**
 * Some pairs of a list, as many of one person as of two, evenly from its beginning to its end;
 * their pictures are kept in memory.
 *
 * @param images the pictures
 * @param pairs the pairs, by position in {@code images}
 */
record PairSample(FaceImageSource images, List<FacePair> pairs) {

  private static final int LEAST = 10;

  /**
   * @param most how many pairs at most
   * @throws ConfigurationException if there are too few of one kind
   */
  static PairSample of(PairedFaces faces, int most) {
    List<FacePair> chosen = new ArrayList<>();
    for (boolean same : new boolean[] {true, false}) {
      List<FacePair> kind = faces.pairs().stream().filter(pair -> pair.same() == same).toList();
      if (kind.size() < LEAST) {
        throw ConfigurationException.of(
            "The benchmark has %s pairs of %s, at least %s are needed to tell one card from"
                + " another.",
            kind.size(), same ? "one person" : "two people", LEAST);
      }
      int count = Math.min(most / 2, kind.size());
      IntStream.range(0, count)
          .mapToObj(i -> kind.get((int) ((2L * i + 1) * kind.size() / (2L * count))))
          .forEach(chosen::add);
    }
    Map<Integer, Integer> places = new LinkedHashMap<>();
    List<FacePair> pairs =
        chosen.stream()
            .map(
                pair ->
                    new FacePair(
                        place(places, pair.first()), place(places, pair.second()), pair.same()))
            .toList();
    List<Integer> indices = List.copyOf(places.keySet());
    List<FaceImage> decoded = indices.stream().map(faces.images()::read).toList();
    return new PairSample(new Decoded(faces.images(), indices, decoded), pairs);
  }

  private static int place(Map<Integer, Integer> places, int index) {
    places.putIfAbsent(index, places.size());
    return places.get(index);
  }

  /** Cosines of the pairs, given embeddings of the pictures. */
  ScoreTable scores(ArrayFeatures rows) {
    double[][] units = new double[rows.rows()][];
    for (int row = 0; row < units.length; row++) {
      units[row] = UnitVectors.unit(rows.values(), row * rows.dimension(), rows.dimension());
    }
    double[] cosines = new double[pairs.size()];
    boolean[] same = new boolean[pairs.size()];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = UnitVectors.dot(units[pairs.get(i).first()], units[pairs.get(i).second()]);
      same[i] = pairs.get(i).same();
    }
    return new ScoreTable(cosines, same);
  }

  private record Decoded(FaceImageSource origin, List<Integer> indices, List<FaceImage> images)
      implements FaceImageSource {

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public String nameOf(int index) {
      return origin.nameOf(indices.get(index));
    }

    @Override
    public FaceImage read(int index) {
      return images.get(index);
    }
  }
}
