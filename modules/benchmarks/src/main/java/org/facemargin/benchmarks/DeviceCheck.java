package org.facemargin.benchmarks;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Placement;
import org.facemargin.benchmarks.gpu.GpuCheck;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.libtorch.LibtorchEngine;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.margins.ReferenceHead;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadRequest;
import org.facemargin.training.heads.HeadSurroundings;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * What the engine libtorch computes on a device, against what it must be: heads against double
 * precision on the processor, backbones and whole steps against the same engine there. Differences
 * are of norms, relative.
 */
final class DeviceCheck {

  private static final double NEAR = 1e-5;
  private static final double GRADIENT = 1e-3;
  private static final int STEPS = 10;
  private static final BackboneSettings SMALL = new BackboneSettings(32, 16, 0.25);

  private final Placement device;
  private final Placement processor = new Placement(Placement.CPU, Placement.Precision.FP32, false);
  private final Consumer<String> lines;
  private int failures;

  /**
   * @param device in float32
   * @param lines hears a line a check
   */
  DeviceCheck(Placement device, Consumer<String> lines) {
    this.device = device;
    this.lines = lines;
  }

  int failures() {
    return failures;
  }

  /** All of them. */
  void run() {
    List<String> kinds = new ArrayList<>(List.of(Workloads.LIBTORCH));
    if (device.gpu().isPresent()) {
      kinds.add("cuda");
    }
    for (String kind : kinds) {
      NamedRegistry.of(MarginLossFactory.class).names().forEach(loss -> head(kind, loss));
    }
    NamedRegistry.of(Backbone.class).names().forEach(this::backbone);
    steps();
  }

  private void head(String kind, String name) {
    int n = 32;
    int classes = 3000;
    int d = 128;
    MarginLoss loss = Margins.create(name, Map.of("scale", "16"));
    float[] x = GpuCheck.normal(n * d, 1, 1);
    float[] w = GpuCheck.normal(classes * d, 0.01, 2);
    int[] labels = new Random(3).ints(n, 0, classes).toArray();
    ReferenceHead.Result expected =
        new ReferenceHead(loss, d).run(x, labels, w, loss.initialState());
    FloatBuffer dx = DirectFloats.allocate(x.length);
    FloatBuffer dw = DirectFloats.allocate(w.length);
    HeadKind heads = NamedRegistry.of(HeadKind.class).get(kind);
    try (MarginHead head =
        heads.create(
            new HeadRequest(
                loss,
                classes,
                d,
                1,
                Settings.of(heads, Map.of()),
                HeadSurroundings.NONE.with(Placement.class, device)))) {
      head.weights().put(0, w);
      head.weightsChanged();
      double found =
          head.forwardBackward(DirectFloats.allocate(x.length).put(0, x), labels, dx, dw).loss();
      double byLoss = Math.abs(found - expected.loss()) / Math.max(1, Math.abs(expected.loss()));
      double byX = distance(floats(dx), expected.embeddingGradient());
      double byW = distance(floats(dw), expected.weightGradient());
      check("head " + kind + " " + name, NEAR, byLoss, byX, byW);
    }
  }

  private record Pass(float[] embeddings, float[] gradient, float[] inferred) {}

  private void backbone(String name) {
    Pass there = pass(name, device);
    Pass here = pass(name, processor);
    check(
        "backbone " + name + " embeddings",
        NEAR,
        distance(there.embeddings(), doubles(here.embeddings())),
        distance(there.inferred(), doubles(here.inferred())));
    check(
        "backbone " + name + " gradient",
        GRADIENT,
        distance(there.gradient(), doubles(here.gradient())));
  }

  private static Pass pass(String name, Placement placement) {
    DrawnNetwork network = DrawnNetwork.of(name, SMALL).straightened();
    int count = 4;
    try (BackboneExecutor executor =
        LibtorchEngine.over(
            network.configuration(),
            network.parameters(),
            EngineOptions.FAST.withPlacement(placement))) {
      FloatBuffer pictures = buffer(count * 3 * SMALL.inputPx() * SMALL.inputPx(), 5);
      FloatBuffer embeddings = DirectFloats.allocate((long) count * SMALL.dimension());
      FloatBuffer gradient = DirectFloats.allocate(executor.parameterCount());
      executor.forwardTraining(pictures, count, embeddings);
      float[] trained = floats(embeddings);
      executor.backward(buffer(embeddings.capacity(), 7), gradient);
      executor.forwardInference(pictures, count, embeddings);
      return new Pass(trained, floats(gradient), floats(embeddings));
    }
  }

  /** The losses of some steps of a small network. */
  private void steps() {
    double[] there = losses(device);
    double[] here = losses(processor);
    double largest = 0;
    for (int i = 0; i < STEPS; i++) {
      largest = Math.max(largest, Math.abs(there[i] - here[i]) / Math.abs(here[i]));
    }
    check("losses of " + STEPS + " steps, iresnet-tiny", GRADIENT, largest);
  }

  private static double[] losses(Placement placement) {
    WorkSpec spec =
        new WorkSpec(
            "train",
            Workloads.OURS,
            Runtime.getRuntime().availableProcessors(),
            Map.of(
                "backbone", "iresnet-tiny",
                "loss", "softmax",
                "batch", "16",
                "classes", "50",
                "rate", "0.002",
                "device", placement.device(),
                "precision", placement.precision().word()));
    double[] losses = new double[STEPS];
    try (DeviceTrainingWorkload work = new DeviceTrainingWorkload(spec)) {
      for (int i = 0; i < STEPS; i++) {
        losses[i] = work.loss();
      }
    }
    return losses;
  }

  private void check(String what, double tolerance, double... differences) {
    StringBuilder numbers = new StringBuilder();
    boolean fine = true;
    for (double difference : differences) {
      numbers.append(String.format(Locale.ROOT, " %.1e", difference));
      fine &= difference < tolerance;
    }
    failures += fine ? 0 : 1;
    lines.accept(
        String.format(
            Locale.ROOT,
            "%-40s%s, at most %.0e: %s",
            what,
            numbers,
            tolerance,
            fine ? "ok" : "FAILED"));
  }

  private static double distance(float[] found, double[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      size += expected[i] * expected[i];
    }
    return Math.sqrt(difference / Math.max(size, 1e-30));
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static float[] floats(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  private static FloatBuffer buffer(int count, long seed) {
    return DirectFloats.allocate(count).put(0, GpuCheck.normal(count, 1, seed));
  }
}
