package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.training.heads.Posteriors;
import org.junit.jupiter.api.Test;

/** A run of 40 steps: two steps to each of twenty stretches. */
class PosteriorSparsityTest {

  private static final long STEPS = 40;

  private static Posteriors posteriors(double zeroShare, int[] labels, double... targets) {
    return new Posteriors(labels, targets, zeroShare);
  }

  private static double value(PosteriorSparsity sparsity, String id) {
    return sparsity.measurement(STEPS).get(0).metric(id).orElseThrow().value();
  }

  /**
   * Steps 0 and 1 see classes 3, 3, 7 and 7, 9, 70. Of six pictures four have lost; class 3 in both
   * of its pictures, 7 in one of two, 9 in its one.
   */
  private static void firstStretch(PosteriorSparsity sparsity) {
    sparsity.add(0, posteriors(0.8, new int[] {3, 3, 7}, 0, 0, 0));
    sparsity.add(1, posteriors(0.9, new int[] {7, 9, 70}, 0.5, 0, 1));
  }

  @Test
  void sharesArePerStretch() {
    PosteriorSparsity sparsity = new PosteriorSparsity(STEPS);
    firstStretch(sparsity);
    sparsity.add(2, posteriors(0.99, new int[] {3}, 0.1));
    assertThat(value(sparsity, "zero_share@0.05")).isCloseTo(0.85, within(1e-12));
    assertThat(value(sparsity, "dead_pictures@0.05")).isEqualTo(4.0 / 6);
    assertThat(value(sparsity, "dead_classes@0.05")).isEqualTo(2.0 / 4);
    assertThat(value(sparsity, "zero_share@1e-1")).isEqualTo(0.99);
    assertThat(value(sparsity, "dead_pictures@1e-1")).isZero();
    assertThat(value(sparsity, "dead_classes@1e-1")).isZero();
  }

  /** Taken up between the two steps of a stretch, with what the first saw. */
  @Test
  void aRunThatIsContinuedReportsWhatAnUnbrokenOneDoes() {
    PosteriorSparsity unbroken = new PosteriorSparsity(STEPS);
    firstStretch(unbroken);
    PosteriorSparsity before = new PosteriorSparsity(STEPS);
    before.add(0, posteriors(0.8, new int[] {3, 3, 7}, 0, 0, 0));
    PosteriorSparsity after = new PosteriorSparsity(STEPS);
    after.restore(before.state());
    after.add(1, posteriors(0.9, new int[] {7, 9, 70}, 0.5, 0, 1));
    assertThat(after.measurement(STEPS)).isEqualTo(unbroken.measurement(STEPS));
    assertThat(after.state()).isEqualTo(unbroken.state());
  }

  @Test
  void aSoftmaxIsNotCounted() {
    List<Measurement> none = new PosteriorSparsity(STEPS).measurement(STEPS);
    assertThat(none).isEmpty();
    PosteriorSparsity restored = new PosteriorSparsity(STEPS);
    restored.restore(new PosteriorSparsity(STEPS).state());
    assertThat(restored.measurement(STEPS)).isEmpty();
  }
}
