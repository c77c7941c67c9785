package org.facemargin.evaluation.megaface;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.facemargin.core.DataException;
import org.facemargin.core.RandomStream;

/** What becomes of probe pictures that show somebody else than their label says. */
public enum NoisyProbes {
  /**
   * insightface's {@code remove_noises.py}: (Σ of the identity's clean unit embeddings + U(-0.001,
   * 0.001) a component), made unit. Its random numbers have no seed; ours have.
   */
  JITTERED_CENTRE(0.001),
  /** FaceX-Zoo's: the same without random numbers. */
  CENTRE(0),
  /** They stay as they are. */
  KEPT(0);

  private final double jitter;

  NoisyProbes(double jitter) {
    this.jitter = jitter;
  }

  /**
   * Replaces noisy probes.
   *
   * @param units unit embeddings; noisy ones are replaced in place
   * @param identities identity of each
   * @param noisy positions of the noisy ones
   * @throws DataException if an identity has no clean picture
   */
  public void replace(double[][] units, int[] identities, BitSet noisy, long seed) {
    if (this == KEPT) {
      return;
    }
    for (int probe = noisy.nextSetBit(0); probe >= 0; probe = noisy.nextSetBit(probe + 1)) {
      units[probe] = centre(units, identities, noisy, probe, seed);
    }
  }

  private double[] centre(double[][] units, int[] identities, BitSet noisy, int probe, long seed) {
    double[] sum = new double[units[probe].length];
    int clean = 0;
    for (int other = 0; other < units.length; other++) {
      if (identities[other] == identities[probe] && !noisy.get(other)) {
        clean++;
        for (int k = 0; k < sum.length; k++) {
          sum[k] += units[other][k];
        }
      }
    }
    if (clean == 0) {
      throw new DataException(
          "Every picture of the identity of probe " + probe + " is in the list of noises.");
    }
    SplittableRandom random = RandomStream.of(seed, "noisy-probes").at(probe).generator();
    double squares = 0;
    for (int k = 0; k < sum.length; k++) {
      sum[k] += jitter * (2 * random.nextDouble() - 1);
      squares += sum[k] * sum[k];
    }
    for (int k = 0; k < sum.length; k++) {
      sum[k] /= Math.sqrt(squares);
    }
    return sum;
  }
}
