package org.facemargin.experiments.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Support;
import org.facemargin.evaluation.search.UnitVectors;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.Rates;
import org.hipparchus.special.Beta;

/**
 * The score from which on two pictures count as one person, and where it is from.
 *
 * @param value cosine similarity; same if at or above
 * @param fmr the false match rate it stands for; NaN where the user gave the score
 * @param source in words
 */
public record Threshold(double value, double fmr, String source) {

  /** A threshold that the user names. */
  public static Threshold given(double value) {
    return new Threshold(value, Double.NaN, "given with --threshold");
  }

  /**
   * The threshold of an evaluation's ISO operating point at this false match rate.
   *
   * @param result {@code result.json} of {@code evaluate} on a list of pairs
   * @throws DataException if it has no operating point at this rate
   */
  public static Threshold ofEvaluation(Path result, double fmr) {
    Set<String> known = new TreeSet<>();
    for (JsonNode set : JsonRecords.read(result).path("operating_points")) {
      set.fieldNames().forEachRemaining(known::add);
      JsonNode point = set.path(Rates.key(fmr)).path(Rates.key(OperatingPoint.Rule.ISO));
      if (point.path("threshold").isNumber()) {
        String note = point.path("note").asText();
        return new Threshold(
            point.path("threshold").asDouble(),
            fmr,
            "operating point of " + result + (note.isEmpty() ? "" : ", " + note));
      }
    }
    throw DataException.of(
        "%s: no operating point at FMR %s; there are %s.", result, Rates.key(fmr), known);
  }

  /**
   * The threshold that a share {@code fmr} of all pairs of different people reaches: the lowest
   * score with at most ⌊fmr · n⌋ impostor scores at or above it.
   *
   * @param impostors pictures of people, several or one each
   * @param identities who is on each picture
   * @param where what to call them
   * @throws DataException if there are too few pairs for this rate
   */
  public static Threshold ofImpostors(
      EmbeddedPictures impostors, List<String> identities, double fmr, String where) {
    double[] scores = scores(impostors, identities);
    long budget = (long) Math.floor(fmr * scores.length * (1 + 1e-12));
    if (budget < 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %,d pairs of different people cannot tell a false match rate of %s; at least %,d"
                  + " are needed.",
              where,
              scores.length,
              fmr,
              (long) Math.ceil(1 / fmr)));
    }
    Arrays.sort(scores);
    Support support = Support.ofErrors(budget);
    double highestRejected = scores[scores.length - 1 - (int) budget];
    return new Threshold(
        Math.nextUp(highestRejected),
        fmr,
        String.format(
            Locale.ROOT,
            "%,d pairs of different people in %s%s",
            scores.length,
            where,
            support == Support.SUFFICIENT ? "" : "; " + support.words()));
  }

  private static double[] scores(EmbeddedPictures pictures, List<String> identities) {
    int n = pictures.names().size();
    double[][] units = new double[n][];
    for (int i = 0; i < n; i++) {
      units[i] = pictures.unit(i);
    }
    double[] scores = new double[Math.toIntExact((long) n * (n - 1) / 2)];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (!identities.get(i).equals(identities.get(j))) {
          scores[count++] = UnitVectors.dot(units[i], units[j]);
        }
      }
    }
    return Arrays.copyOf(scores, count);
  }

  /**
   * The cosine that two independent random directions of d components reach with probability {@code
   * fmr}: P(cos ≥ t) = I_{1-t²}((d-1)/2, 1/2) / 2. A network's impostors are more alike than random
   * directions, so that its true false match rate at this score is higher: for want of data only.
   *
   * @param dimension d
   */
  public static Threshold ofRandomDirections(int dimension, double fmr) {
    if (!(fmr > 0 && fmr < 0.5)) {
      throw new ConfigurationException(
          "--fmr is " + fmr + ", expected a rate above 0 and below 0.5.");
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < 100; i++) {
      double t = (low + high) / 2;
      double reached = Beta.regularizedBeta(1 - t * t, (dimension - 1) / 2.0, 0.5) / 2;
      if (reached > fmr) {
        low = t;
      } else {
        high = t;
      }
    }
    return new Threshold(
        high,
        fmr,
        "random directions of "
            + dimension
            + " components, not this network. Real faces are more alike, so expect more false"
            + " matches; measure with --impostors or --calibration");
  }
}
