package org.facemargin.margins.theory;

import java.util.SplittableRandom;
import org.facemargin.core.Progress;
import org.facemargin.core.RandomStream;

/**
 * E[θ_min] by drawing centres at random, without the cap integral.
 *
 * <p>Method. A uniform direction of R^d makes the angle θ with a fixed direction where cot θ = g/r,
 * g standard normal and r² chi-square with d-1 degrees of freedom, independent (normalise a normal
 * vector; the fixed direction is its first axis, by symmetry). One trial draws C-1 such pairs and
 * keeps the largest cot θ. Pairs that cannot beat the record are skipped in bulk, which changes
 * nothing in the distribution: with a threshold ρ on r, a pair can beat the record t &gt; 0 only if
 * r &lt; ρ or g &gt; tρ; the number of pairs until the next one of that kind is geometric, and that
 * pair is drawn from its exact conditional distribution. ρ is chosen to make such pairs rare. The
 * tail probabilities used are those of the normal and chi-square distributions, not of the cap, so
 * the simulation is an independent check of the integral.
 *
 * <p>Cost: some tens to thousands of draws a trial, for any C.
 */
public final class NearestAngleSimulation {

  private NearestAngleSimulation() {}

  /**
   * A simulated mean.
   *
   * @param mean the mean nearest angle, radians
   * @param standardError its standard error, radians: sample deviation / √trials
   * @param trials how many independent sets of centres were drawn
   */
  public record Result(double mean, double standardError, int trials) {}

  /**
   * Draws {@code trials} sets of C-1 centres.
   *
   * @param classes C, at least 2
   * @param dimension d, at least 2
   * @param trials at least 2
   * @param stream where randomness comes from; trial i uses {@code stream.at(i)}
   * @throws org.facemargin.core.ConfigurationException if C or d is too small
   */
  public static Result run(
      long classes, int dimension, int trials, RandomStream stream, Progress progress) {
    NearestCentreAngle.check(classes, dimension);
    double mean = 0;
    double squares = 0;
    try (Progress.Task task = progress.start("Nearest angle", "trials", trials)) {
      for (int i = 0; i < trials; i++) {
        double angle = nearest(classes - 1, dimension, stream.at(i).generator());
        double delta = angle - mean;
        mean += delta / (i + 1);
        squares += delta * (angle - mean);
        task.advance(1);
      }
    }
    return new Result(mean, Math.sqrt(squares / (trials - 1.0) / trials), trials);
  }

  /** The smallest of {@code others} angles. */
  private static double nearest(long others, int dimension, SplittableRandom random) {
    ChiTail chi = new ChiTail(dimension - 1);
    double record = Double.NEGATIVE_INFINITY;
    long left = others;
    // Until a centre lies on the near side every pair counts: half of them do, so this is short.
    while (left > 0 && record <= 0) {
      record = Math.max(record, random.nextGaussian() / chi.draw(random));
      left--;
    }
    if (left <= 0) {
      return Math.PI / 2 - Math.atan(record);
    }
    Candidates candidates = Candidates.beating(record, chi);
    left -= candidates.skipped(random);
    while (left > 0) {
      left--;
      double cotangent = candidates.draw(random);
      if (cotangent > record) {
        record = cotangent;
        candidates = Candidates.beating(record, chi);
      }
      left -= candidates.skipped(random);
    }
    return Math.PI / 2 - Math.atan(record);
  }

  /**
   * The pairs (g, r) that may beat a record t: r &lt; ρ, or g &gt; tρ.
   *
   * @param normalAbove tρ
   * @param radiusBelow ρ
   * @param smallRadius P(r &lt; ρ)
   * @param largeNormal P(g &gt; tρ)
   */
  private record Candidates(
      ChiTail chi, double normalAbove, double radiusBelow, double smallRadius, double largeNormal) {

    static Candidates beating(double record, ChiTail chi) {
      Candidates best = at(0.25, record, chi);
      for (double threshold = 0.5; threshold <= 12; threshold += 0.25) {
        Candidates next = at(threshold, record, chi);
        if (next.probability() >= best.probability()) {
          break;
        }
        best = next;
      }
      return best;
    }

    private static Candidates at(double normalAbove, double record, ChiTail chi) {
      double radius = normalAbove / record;
      return new Candidates(
          chi, normalAbove, radius, chi.below(radius), NormalTail.above(normalAbove));
    }

    double probability() {
      return smallRadius + (1 - smallRadius) * largeNormal;
    }

    /** How many pairs come before the next candidate: geometric. */
    long skipped(SplittableRandom random) {
      double p = probability();
      double count = Math.log(1 - random.nextDouble()) / Math.log1p(-p);
      return count >= Long.MAX_VALUE / 2.0 ? Long.MAX_VALUE / 2 : (long) count;
    }

    /** g/r of one candidate. */
    double draw(SplittableRandom random) {
      if (random.nextDouble() * probability() < smallRadius) {
        return random.nextGaussian() / chi.drawBelow(radiusBelow, smallRadius, random);
      }
      double radius;
      do {
        radius = chi.draw(random);
      } while (radius < radiusBelow);
      return NormalTail.draw(normalAbove, random) / radius;
    }
  }
}
