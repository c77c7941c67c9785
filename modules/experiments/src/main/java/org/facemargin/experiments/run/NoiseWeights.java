package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.record.Measurement;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.margins.LossState;
import org.facemargin.training.GradientPeaks;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * How hard clean and wrongly labelled training pictures pull while training goes on, at the end of
 * each fifth of its steps. The weight of a picture i is ‖x_i‖ ‖∂ℓ_i/∂x_i‖, ℓ_i its own loss and x_i
 * its embedding: what the loss asks of a unit embedding, at most about twice the scale. For each
 * group, a mean over its pictures:
 *
 * <pre>
 * weight_clean@…, weight_noisy@…   weights
 * weight_outer@…, weight_inner@…   weights of the tenth furthest from its label's centre, and of all others
 * noisy_outer@…                    share of wrong labels in that tenth
 * degrees_clean@…, degrees_noisy@… angles to the label's centre
 * </pre>
 *
 * <p>Pictures as the network sees them at inference; their gradients by a head of the run's own
 * kind with its centres and its state, apart from the one that trains, which notices nothing. Ranks
 * all look at the same pictures. Cost of a look: a forward pass over the pictures.
 */
final class NoiseWeights implements TrainingListener {

  private static final int LOOKS = 5;
  private static final int OUTER = 10;

  private final LabelledFaces faces;
  private final NoisyFaces noise;
  private final int[] chosen;
  private final FaceEmbedder embedder;
  private final HeadFactory heads;
  private final int batch;
  private final KeptValues found = new KeptValues();

  /**
   * @param faces pictures at the network's size, in the order of {@code noise}
   * @param noise which labels are wrong
   * @param heads makes a head as the run's
   * @param batch pictures in a pass
   */
  NoiseWeights(
      LabelledFaces faces,
      NoisyFaces noise,
      long seed,
      FaceEmbedder embedder,
      HeadFactory heads,
      int batch) {
    this.faces = faces;
    this.noise = noise;
    this.chosen = ChosenPictures.of(faces.size(), seed, "noise-angles");
    this.embedder = embedder;
    this.heads = heads;
    this.batch = batch;
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    long before = (run.step() - 1) * LOOKS / run.steps();
    long looks = run.step() * LOOKS / run.steps();
    if (report.finite() && looks > before) {
      try (MarginHead head = heads.create(run.lossPlan().at(report.step()))) {
        head.weights().duplicate().put(run.head().weights().duplicate());
        head.weightsChanged();
        look(head, run.head().state(), (double) looks / LOOKS);
      }
    }
  }

  /** The weights and angles of all groups, as of {@code state}. */
  void look(MarginHead head, LossState state, double end) {
    float[] embeddings = UnitEmbeddings.raw(faces, chosen, embedder);
    int[] labels = UnitEmbeddings.labels(faces, chosen);
    double[] weights = new double[chosen.length];
    double[] degrees = new double[chosen.length];
    int dimension = head.dimension();
    FloatBuffer centreGradient = DirectFloats.allocate(head.weights().remaining());
    for (int begin = 0; begin < chosen.length; begin += batch) {
      int count = Math.min(batch, chosen.length - begin);
      FloatBuffer rows = DirectFloats.allocate((long) count * dimension);
      rows.put(0, embeddings, begin * dimension, count * dimension);
      FloatBuffer gradient = DirectFloats.allocate((long) count * dimension);
      head.restore(state);
      HeadResult result =
          head.forwardBackward(
              rows, Arrays.copyOfRange(labels, begin, begin + count), gradient, centreGradient);
      double[] ofBatch = GradientPeaks.embeddingGradients(gradient, dimension, result.norms(), 0);
      System.arraycopy(ofBatch, 0, weights, begin, count);
      for (int i = 0; i < count; i++) {
        degrees[begin + i] = CentreAngles.degrees(result.targetCosines()[i]);
      }
    }
    boolean[] outer = outer(degrees);
    IntPredicate clean = i -> noise.isClean(chosen[i]);
    mean("weight_clean", end, weights, clean);
    mean("weight_noisy", end, weights, clean.negate());
    mean("weight_outer", end, weights, i -> outer[i]);
    mean("weight_inner", end, weights, i -> !outer[i]);
    double[] noisy =
        IntStream.range(0, chosen.length).mapToDouble(i -> clean.test(i) ? 0 : 1).toArray();
    mean("noisy_outer", end, noisy, i -> outer[i]);
    mean("degrees_clean", end, degrees, clean);
    mean("degrees_noisy", end, degrees, clean.negate());
  }

  private static boolean[] outer(double[] degrees) {
    boolean[] outer = new boolean[degrees.length];
    IntStream.range(0, degrees.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -degrees[i]))
        .limit(degrees.length / OUTER)
        .forEach(i -> outer[i] = true);
    return outer;
  }

  private void mean(String what, double end, double[] values, IntPredicate group) {
    double[] those =
        IntStream.range(0, values.length).filter(group).mapToDouble(i -> values[i]).toArray();
    if (those.length > 0) {
      double mean = Arrays.stream(those).average().orElseThrow();
      found.add(RunRecord.over(what, end), mean, those.length);
    }
  }

  /** What was found so far. */
  Measurement measurement(long step) {
    return new Measurement(
        RunRecord.NOISE, step, found.all(), "pictures as at inference, not flipped");
  }

  @Override
  public String stateKey() {
    return "noise-weights";
  }

  @Override
  public String state() {
    return found.state();
  }

  @Override
  public void restore(String state) {
    found.restore(state);
  }
}
