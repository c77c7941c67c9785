package org.facemargin.libtorch;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.training.heads.ClassSampler;
import org.facemargin.training.heads.HeadResult;
import org.facemargin.training.heads.Labels;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * A head whose class centres live on a libtorch device. {@link #pass} is for whoever lives there
 * too; {@link #forwardBackward} copies both ways.
 */
abstract class DeviceHead implements MarginHead {

  private final TorchDevice device;
  private final int classes;
  private final int dimension;
  private final MirroredTensor centres;
  private final LibtorchHeadOptions options;
  private final ClassSampler sampler;
  private long pass;
  private Optional<int[]> looked = Optional.empty();

  DeviceHead(TorchDevice device, int classes, int dimension, LibtorchHeadOptions options) {
    this.device = device;
    this.classes = classes;
    this.dimension = dimension;
    this.options = options;
    this.sampler = new ClassSampler(classes, options.sampleRate(), options.sampleSeed());
    new MemoryAccount(MemoryAccount.ANOTHER_DEVICE)
        .add(
            String.format(Locale.ROOT, "class centres, C = %,d", classes),
            (long) Float.BYTES * classes * dimension)
        .require(device);
    this.centres = new MirroredTensor(device, classes, dimension);
  }

  /**
   * One forward and backward pass.
   *
   * @param embeddings (N, d) on the device; not modified
   * @param labels N targets
   */
  abstract HeadPass pass(Tensor embeddings, int[] labels);

  /** Whether centres a pass leaves out have gradient 0 rather than none. */
  final boolean decayed() {
    return options.decayed();
  }

  final LibtorchHeadOptions options() {
    return options;
  }

  /**
   * The classes one pass looks at.
   *
   * @param centres theirs, (S, d)
   * @param positions where each label is among them
   * @param sample which they are; empty for all
   */
  record Looked(Tensor centres, int[] positions, Optional<HeadPass.Sample> sample) {}

  /** The classes of the next pass. */
  final Looked look(int[] labels) {
    Labels.check(labels, classes);
    if (!options.samples()) {
      return new Looked(centres(), labels, Optional.empty());
    }
    int[] chosen = sampler.sample(labels, pass++);
    Tensor rows = device.up(chosen);
    int[] positions =
        Arrays.stream(labels).map(label -> Arrays.binarySearch(chosen, label)).toArray();
    return new Looked(
        centres().index_select(0, rows), positions, Optional.of(new HeadPass.Sample(chosen, rows)));
  }

  @Override
  public final void startAt(long nextPass) {
    pass = nextPass;
  }

  /** What a description ends with. */
  final String suffix() {
    return (options.samples() ? ", sampling " + options.sampleRate() + " of the classes" : "")
        + (options.labelSmoothing() > 0 ? ", labels smoothed by " + options.labelSmoothing() : "")
        + options.regulariser().map(term -> ", with " + term.name()).orElse("");
  }

  final TorchDevice device() {
    return device;
  }

  /** W on the device, (C, d). */
  final Tensor centres() {
    return centres.there();
  }

  /** The centres on the device were written to. */
  final void changedThere() {
    centres.changedThere();
  }

  /** Takes over the class centres of a head of the same shape on the same device. */
  final void takeCentres(DeviceHead other) {
    Torch.withoutGradient(() -> centres().copy_(other.centres()));
    changedThere();
  }

  /** Bytes a pass needs beside the class centres. */
  abstract long passBytes(int batch);

  @Override
  public final int classes() {
    return classes;
  }

  @Override
  public final int dimension() {
    return dimension;
  }

  @Override
  public final FloatBuffer weights() {
    return centres.here();
  }

  @Override
  public final void weightsChanged() {
    centres.changedHere();
  }

  @Override
  public final HeadResult forwardBackward(
      FloatBuffer embeddings,
      int[] labels,
      FloatBuffer embeddingGradient,
      FloatBuffer weightGradient) {
    return Torch.scoped(
        () -> {
          HeadPass found = pass(device.up(embeddings, labels.length, dimension), labels);
          device.down(found.embeddingGradient(), embeddingGradient);
          found
              .sample()
              .ifPresentOrElse(
                  sample -> downRows(found, sample.classes(), weightGradient),
                  () -> device.down(found.weightGradient(), weightGradient));
          double[] cosines = device.down(found.targetCosines());
          return new HeadResult(
              device.down(found.loss())[0],
              Arrays.stream(cosines).average().orElseThrow(),
              floats(cosines),
              floats(device.down(found.norms())));
        });
  }

  private void downRows(HeadPass found, int[] chosen, FloatBuffer weightGradient) {
    FloatBuffer part = DirectFloats.allocate((long) chosen.length * dimension);
    device.down(found.weightGradient(), part);
    if (decayed()) {
      Torch.over(weightGradient, (long) classes * dimension).zero_();
    }
    for (int i = 0; i < chosen.length; i++) {
      weightGradient.put(chosen[i] * dimension, part, i * dimension, dimension);
    }
    looked = decayed() ? Optional.empty() : Optional.of(chosen);
  }

  /** As float32, for results. */
  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public final Optional<int[]> sampledClasses() {
    return looked;
  }

  @Override
  public void close() {
    centres.close();
  }
}
