package org.facemargin.experiments.source;

import java.util.SplittableRandom;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.RandomStream;
import org.facemargin.core.Sha256;

/**
 * Faces of which a fraction carries another identity: each picture on its own is given, with that
 * probability, an identity drawn uniformly from all the others (symmetric label noise).
 */
public final class NoisyLabels implements LabelledFaces {

  private final LabelledFaces origin;
  private final double fraction;
  private final long seed;
  private final int[] labels;
  private final boolean[] wrong;

  /**
   * @param fraction probability of a wrong identity, in [0, 1]
   * @param seed the run's seed; the stream is "label-noise"
   */
  public NoisyLabels(LabelledFaces origin, double fraction, long seed) {
    this.origin = origin;
    this.fraction = fraction;
    this.seed = seed;
    this.labels = new int[origin.size()];
    this.wrong = new boolean[origin.size()];
    RandomStream stream = RandomStream.of(seed, "label-noise");
    for (int i = 0; i < labels.length; i++) {
      SplittableRandom random = stream.at(i).generator();
      labels[i] = origin.labelOf(i);
      if (random.nextDouble() < fraction) {
        wrong[i] = true;
        int shift = 1 + random.nextInt(origin.identities() - 1);
        labels[i] = (labels[i] + shift) % origin.identities();
      }
    }
  }

  /** Whether picture {@code index} carries an identity that is not its own. */
  public boolean isWrong(int index) {
    return wrong[index];
  }

  @Override
  public int size() {
    return origin.size();
  }

  @Override
  public String nameOf(int index) {
    return origin.nameOf(index);
  }

  @Override
  public FaceImage read(int index) {
    return origin.read(index);
  }

  @Override
  public int labelOf(int index) {
    return labels[index];
  }

  @Override
  public int identities() {
    return origin.identities();
  }

  @Override
  public String fingerprint() {
    return Sha256.of(origin.fingerprint() + "\tlabel-noise\t" + fraction + "\t" + seed);
  }
}
