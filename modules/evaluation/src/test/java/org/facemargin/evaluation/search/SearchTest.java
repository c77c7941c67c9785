package org.facemargin.evaluation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.junit.jupiter.api.Test;

class SearchTest {

  private static double[] at(double degrees) {
    return new double[] {Math.cos(Math.toRadians(degrees)), Math.sin(Math.toRadians(degrees))};
  }

  private static UnitVectors angles(double... degrees) {
    return UnitVectors.of(Arrays.stream(degrees).mapToObj(SearchTest::at).toArray(double[][]::new));
  }

  /**
   * Probe 1 is (1, 0): its mates score 0.8 and 0.6, a stranger 0.8 too. The tie counts against it:
   * one rival, rank 2. Probe 2 is (0, 1): its mate scores 0.8, as does a mate of probe 1's. Of the
   * scores with others the highest are 0.8, 0.8 and 0.6.
   */
  @Test
  void aTieWithTheBestMateIsARival() {
    Identification found =
        Identification.of(
            UnitVectors.of(new double[][] {{1, 0}, {0, 1}}),
            new int[] {1, 2},
            UnitVectors.of(
                new double[][] {{0.8, 0.6}, {0.6, 0.8}, {0.8, 0.6}, {-0.6, 0.8}, {-0.8, 0.6}}),
            new int[] {1, 1, 3, 2, Identification.NOBODY},
            3,
            Progress.SILENT);
    assertThat(found.score(0)).isEqualTo(0.8);
    assertThat(found.rivals(0)).isEqualTo(1);
    assertThat(found.score(1)).isEqualTo(0.8);
    assertThat(found.rivals(1)).isEqualTo(1);
    assertThat(found.highestNonMates()).containsExactly(0.8, 0.8, 0.6);
  }

  @Test
  void aProbeWithoutAMateHasItsHighestScore() {
    Identification found =
        Identification.of(
            angles(0), new int[] {7}, angles(30, 20, 60), new int[] {1, 2, 3}, 0, Progress.SILENT);
    assertThat(found.isMated(0)).isFalse();
    assertThat(found.score(0)).isEqualTo(UnitVectors.dot(at(0), at(20)));
  }

  /** Few distinct vectors, so that almost every comparison is a tie, against plain loops. */
  @Test
  void ranksAreThoseOfDoublePrecisionOnSetsFullOfTies() {
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      double[][] pool = units(random, 12, 24);
      double[][] probes = drawn(random, pool, 40);
      double[][] gallery = drawn(random, pool, 3000);
      int[] probeIdentities = random.ints(40, 0, 9).toArray();
      int[] galleryIdentities = random.ints(3000, -1, 8).toArray();
      Identification found =
          Identification.of(
              UnitVectors.of(probes),
              probeIdentities,
              UnitVectors.of(gallery),
              galleryIdentities,
              100,
              Progress.SILENT);
      List<Double> nonMates = new ArrayList<>();
      for (int p = 0; p < 40; p++) {
        double best = Double.NEGATIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int g = 0; g < 3000; g++) {
          double score = UnitVectors.dot(probes[p], gallery[g]);
          highest = Math.max(highest, score);
          if (galleryIdentities[g] == probeIdentities[p]) {
            best = Math.max(best, score);
          } else {
            nonMates.add(score);
          }
        }
        int rivals = 0;
        for (int g = 0; g < 3000; g++) {
          rivals +=
              galleryIdentities[g] != probeIdentities[p]
                      && UnitVectors.dot(probes[p], gallery[g]) >= best
                  ? 1
                  : 0;
        }
        boolean mated = best > Double.NEGATIVE_INFINITY;
        assertThat(found.isMated(p)).isEqualTo(mated);
        assertThat(found.score(p)).isEqualTo(mated ? best : highest);
        assertThat(found.rivals(p)).isEqualTo(mated ? rivals : 0);
      }
      nonMates.sort((a, b) -> Double.compare(b, a));
      assertThat(found.highestNonMates())
          .containsExactly(
              nonMates.subList(0, 100).stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /**
   * Identity 0 has pictures a = (1, 0) and b = (0.8, 0.6): s = 0.8, two ordered pairs. Distractor 1
   * is (0.8, -0.6): s with a 0.8, a tie and so no better; with b 0.28. Distractor 2 is (0.6, 0.8):
   * s with a 0.6, with b 0.96, which is better. So among {1} both pairs are rank 1; among {1, 2}
   * the one with probe b is rank 2.
   */
  @Test
  void aTieWithADistractorIsAHit() {
    DistractorSearch search =
        DistractorSearch.of(
            UnitVectors.of(new double[][] {{1, 0}, {0.8, 0.6}}),
            new int[] {0, 0},
            UnitVectors.of(new double[][] {{0.8, -0.6}, {0.6, 0.8}, {1, 0}}),
            new int[] {0, 1, -1},
            2,
            5,
            1,
            Progress.SILENT);
    assertThat(search.pairs()).isEqualTo(2);
    assertThat(search.rate(0, 1)).isEqualTo(1);
    assertThat(search.rate(1, 1)).isEqualTo(0.5);
    assertThat(search.rate(1, 2)).isEqualTo(1);
    assertThat(search.genuineCount()).isEqualTo(1);
    assertThat(search.impostorCount()).isEqualTo(4);
  }

  /**
   * Impostor scores 0.96, 0.8, 0.6, 0.28 and one genuine score, 0.8. A budget of one of four puts
   * the threshold at 0.8, which only what lies above passes: TAR 0. Two of four: above 0.6, TAR 1.
   */
  @Test
  void thresholdsLieAboveTheFirstImpostorTooMany() {
    DistractorSearch search =
        DistractorSearch.of(
            UnitVectors.of(new double[][] {{1, 0}, {0.8, 0.6}}),
            new int[] {0, 0},
            UnitVectors.of(new double[][] {{0.8, -0.6}, {0.6, 0.8}}),
            new int[] {0, 0},
            1,
            1,
            1,
            Progress.SILENT);
    assertThat(search.point(0.25).tar()).isZero();
    assertThat(search.point(0.25).falseAccepts()).isEqualTo(1);
    assertThat(search.point(0.5).tar()).isEqualTo(1);
    assertThat(search.point(0.1).tar()).isNaN();
    assertThat(search.point(0.1).farNearest()).isZero();
    assertThat(search.point(0.3).farNearest()).isEqualTo(0.25);
    assertThat(search.point(0.375).farNearest()).isEqualTo(0.5);
  }

  @Test
  void distractorRanksAgreeWithPlainLoopsOnSetsFullOfTies() {
    Random random = new Random(23);
    for (int round = 0; round < 20; round++) {
      double[][] pool = units(random, 15, 24);
      double[][] probes = drawn(random, pool, 30);
      double[][] distractors = drawn(random, pool, 5000);
      int[] identities = random.ints(30, 0, 6).toArray();
      int[] sets = random.ints(5000, -1, 3).toArray();
      int largestRank = new int[] {4000, 500, 10, 1}[round % 4];
      DistractorSearch search =
          DistractorSearch.of(
              UnitVectors.of(probes),
              identities,
              UnitVectors.of(distractors),
              sets,
              3,
              largestRank,
              0.01,
              Progress.SILENT);
      for (int set = 0; set < 3; set++) {
        for (int rank : new int[] {1, 10, 500, 4000}) {
          if (rank <= largestRank) {
            assertThat(search.hits(set, rank))
                .isEqualTo(naiveHits(probes, identities, distractors, sets, set, rank));
          }
        }
      }
      double[] impostors = impostors(probes, distractors, sets);
      double[] genuine = genuine(probes, identities);
      int budget = impostors.length / 100;
      DistractorSearch.Point point = search.point(0.01);
      assertThat(point.budget()).isEqualTo(budget);
      assertThat(point.falseAccepts()).isLessThanOrEqualTo(budget);
      assertThat(point.tar()).isEqualTo(share(genuine, impostors[impostors.length - 1 - budget]));
    }
  }

  private static double share(double[] genuine, double threshold) {
    return (double) Arrays.stream(genuine).filter(s -> s > threshold).count() / genuine.length;
  }

  private static double[] impostors(double[][] probes, double[][] distractors, int[] sets) {
    return Arrays.stream(probes)
        .flatMapToDouble(
            probe ->
                IntStream.range(0, distractors.length)
                    .filter(d -> sets[d] >= 0)
                    .mapToDouble(d -> UnitVectors.dot(probe, distractors[d])))
        .sorted()
        .toArray();
  }

  private static double[] genuine(double[][] probes, int[] identities) {
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < probes.length; i++) {
      for (int j = i + 1; j < probes.length; j++) {
        if (identities[i] == identities[j]) {
          scores.add(UnitVectors.dot(probes[i], probes[j]));
        }
      }
    }
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static long naiveHits(
      double[][] probes, int[] identities, double[][] distractors, int[] sets, int set, int rank) {
    long hits = 0;
    for (int i = 0; i < probes.length; i++) {
      for (int j = 0; j < probes.length; j++) {
        if (i != j && identities[i] == identities[j]) {
          double score = UnitVectors.dot(probes[i], probes[j]);
          int better = 0;
          for (int d = 0; d < distractors.length; d++) {
            boolean in = sets[d] >= 0 && sets[d] <= set;
            better += in && UnitVectors.dot(probes[j], distractors[d]) > score ? 1 : 0;
          }
          hits += better < rank ? 1 : 0;
        }
      }
    }
    return hits;
  }

  @Test
  void theHighestAreThoseOfDoublePrecisionHoweverManyNearlyTie() {
    Random random = new Random(7);
    double tolerance = 1e-4;
    for (double spread : new double[] {0, 1e-6, 1e-3, 1}) {
      double[] exact = random.doubles(20_000).map(u -> 0.1 + spread * u).toArray();
      HighestScores highest =
          new HighestScores(300, tolerance, (query, entry) -> exact[query * 100 + entry]);
      for (int i = 0; i < exact.length; i++) {
        float near = (float) (exact[i] + (random.nextDouble() - 0.5) * 1.9 * tolerance);
        highest.add(near, i / 100, i % 100);
      }
      double[] sorted = exact.clone();
      Arrays.sort(sorted);
      double[] found = highest.descending();
      assertThat(found).hasSize(300);
      for (int i = 0; i < 300; i++) {
        assertThat(found[i]).isEqualTo(sorted[sorted.length - 1 - i]);
      }
    }
  }

  @Test
  void oneProbeAnIdentityHasNothingToFind() {
    assertThatThrownBy(
            () ->
                DistractorSearch.of(
                    angles(0, 10),
                    new int[] {0, 1},
                    angles(20),
                    new int[] {0},
                    1,
                    1,
                    0.1,
                    Progress.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two probe pictures");
  }

  private static double[][] units(Random random, int count, int d) {
    double[][] units = new double[count][];
    for (int i = 0; i < count; i++) {
      float[] raw = new float[d];
      for (int k = 0; k < d; k++) {
        raw[k] = (float) random.nextGaussian();
      }
      units[i] = UnitVectors.unit(raw, 0, d);
    }
    return units;
  }

  private static double[][] drawn(Random random, double[][] pool, int count) {
    double[][] drawn = new double[count][];
    for (int i = 0; i < count; i++) {
      drawn[i] = pool[random.nextInt(pool.length)];
    }
    return drawn;
  }
}
