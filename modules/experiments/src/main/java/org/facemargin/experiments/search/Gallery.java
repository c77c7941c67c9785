package org.facemargin.experiments.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.evaluation.search.UnitVectors;

/**
 * Known people. A probe's score for one of them is the highest cosine over that one's pictures; the
 * search is exact, in double precision.
 *
 * <p>Cost of a search 2 n d operations over n pictures.
 *
 * @param identities who is on each picture
 * @param pictures the pictures
 */
public record Gallery(List<String> identities, EmbeddedPictures pictures) {

  public Gallery {
    identities = List.copyOf(identities);
    if (identities.size() != pictures.names().size()) {
      throw new IllegalArgumentException(
          identities.size() + " identities for " + pictures.names().size() + " pictures");
    }
  }

  /**
   * One of the people.
   *
   * @param identity who
   * @param score cosine similarity of the picture that is most alike
   * @param picture that picture
   */
  public record Candidate(String identity, double score, String picture) {}

  /**
   * The people most alike to a probe, best first; equal scores in the order of names.
   *
   * @param probe unit embedding, d
   * @param most how many at most
   */
  public List<Candidate> search(double[] probe, int most) {
    Map<String, Candidate> best = new LinkedHashMap<>();
    for (int row = 0; row < identities.size(); row++) {
      Candidate candidate =
          new Candidate(
              identities.get(row),
              UnitVectors.dot(probe, pictures.unit(row)),
              pictures.names().get(row));
      best.merge(candidate.identity(), candidate, (a, b) -> b.score() > a.score() ? b : a);
    }
    List<Candidate> all = new ArrayList<>(best.values());
    all.sort(
        Comparator.comparingDouble(Candidate::score).reversed().thenComparing(Candidate::identity));
    return all.subList(0, Math.min(most, all.size()));
  }
}
