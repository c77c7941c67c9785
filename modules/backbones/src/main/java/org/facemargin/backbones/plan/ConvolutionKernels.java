package org.facemargin.backbones.plan;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.facemargin.backbones.EngineOptions.Winograd;
import org.facemargin.backbones.layers.Convolution;
import org.facemargin.core.ConfigurationException;

/**
 * Chooses how each pass of each convolution is computed. Layers of one shape are chosen for
 * together. A choice made by timing is kept as text, so that a resumed run can take it over: timed
 * again it might fall otherwise, and the run would not go on bit for bit.
 */
final class ConvolutionKernels {

  /** Passes of fewer floating-point operations are computed directly, untimed. */
  static final double WORTH_A_TRIAL = 1e9;

  /** Above this a transform must be broken; what Winograd rounds is a thousandth of it. */
  private static final double LARGEST_ERROR = 1e-3;

  private static final String WINOGRAD = "winograd";
  private static final String DIRECT = "direct";

  private final Winograd mode;
  private final boolean timed;
  private final Map<String, String> chosen = new TreeMap<>();
  private final Map<String, Double> errors = new TreeMap<>();
  private boolean warm;
  private int candidates;
  private int winograd;

  /** The kernel of a vertex's pass. */
  interface Of {
    ConvolutionKernel of(PlanVertex vertex, Pass pass);
  }

  private ConvolutionKernels(Winograd mode, boolean timed) {
    this.mode = mode;
    this.timed = timed;
    if (mode == Winograd.ALWAYS && !TileWorkers.available()) {
      throw new ConfigurationException(
          "Winograd is asked for (engine.winograd: always), but cannot work here: "
              + TileWorkers.reason()
              + ". Say 'auto' to go on without it.");
    }
  }

  /** Chooses by timing. */
  static ConvolutionKernels timed(Winograd mode) {
    return new ConvolutionKernels(mode, true);
  }

  /** Chooses by a rule that is the same in each process, so that embeddings are, too. */
  static ConvolutionKernels byRule(Winograd mode) {
    return new ConvolutionKernels(mode, false);
  }

  /** Forgets what it counted: a new plan begins. */
  void begin() {
    candidates = 0;
    winograd = 0;
  }

  /**
   * The kernel for a vertex's pass.
   *
   * @param count N
   * @param shape of the input
   */
  ConvolutionKernel of(PlanVertex vertex, Pass pass, int count, TensorShape shape) {
    Convolution layer = (Convolution) vertex.layer().orElseThrow();
    DirectConvolution direct = new DirectConvolution(vertex.name(), layer);
    if (GlobalDepthwiseConvolution.applies(layer, shape)) {
      return new GlobalDepthwiseConvolution(layer, count, shape, direct);
    }
    if (!WinogradConvolution.applies(layer, count, shape)) {
      return direct;
    }
    candidates++;
    if (mode == Winograd.NEVER
        || !TileWorkers.available()
        || !choice(pass, layer, count, shape).equals(WINOGRAD)) {
      return direct;
    }
    winograd++;
    return new WinogradConvolution(layer, count, shape);
  }

  private String choice(Pass pass, Convolution layer, int count, TensorShape shape) {
    String key =
        String.format(
            Locale.ROOT,
            "%dx%dx%dx%d to %d %s",
            count,
            shape.channels(),
            shape.height(),
            shape.width(),
            layer.getNOut(),
            pass.words());
    String known = chosen.get(key);
    if (known == null) {
      known = decide(key, pass, layer, count, shape);
      chosen.put(key, known);
    } else if (known.equals(WINOGRAD) && !errors.containsKey(key)) {
      check(key, KernelTrial.of(pass, layer, count, shape, false));
    }
    return known;
  }

  private String decide(String key, Pass pass, Convolution layer, int count, TensorShape shape) {
    boolean large = LayerPrimitives.operations(layer, count, shape) >= WORTH_A_TRIAL;
    if (mode == Winograd.AUTO && !(large && (timed || ruleSaysWinograd(layer)))) {
      return DIRECT;
    }
    boolean contest = mode == Winograd.AUTO && timed;
    if (contest && !warm) {
      KernelTrial.warmUp();
      warm = true;
    }
    KernelTrial trial = KernelTrial.of(pass, layer, count, shape, contest);
    if (contest && !trial.winogradWins()) {
      return DIRECT;
    }
    check(key, trial);
    return WINOGRAD;
  }

  /** With registers of 128 bits transforms cost twice as much in relation to products. */
  private static boolean ruleSaysWinograd(Convolution layer) {
    int fewest = TileWorkers.get().lanes() > 4 ? 64 : 128;
    return Math.min(layer.getNIn(), layer.getNOut()) >= fewest;
  }

  private void check(String key, KernelTrial trial) {
    if (!(trial.relativeError() <= LARGEST_ERROR)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "Winograd differs from the direct convolution by %.1e at %s, expected at most %.0e."
                  + " Say engine.winograd: never, and report this.",
              trial.relativeError(),
              key,
              LARGEST_ERROR));
    }
    errors.put(key, trial.relativeError());
  }

  /** The choices so far, one a line: shape, pass, kernel. */
  String recorded() {
    return chosen.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** Takes choices over. */
  void take(String recorded) {
    chosen.clear();
    recorded
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              int colon = line.lastIndexOf(": ");
              String kernel = colon < 0 ? "" : line.substring(colon + 2);
              if (!kernel.equals(WINOGRAD) && !kernel.equals(DIRECT)) {
                throw new ConfigurationException(
                    "'" + line + "' is not a kernel choice, expected 'shape pass: kernel'.");
              }
              if (kernel.equals(WINOGRAD) && !TileWorkers.available()) {
                throw ConfigurationException.of(
                    "The run to go on with computes convolutions by Winograd, which cannot work"
                        + " here: %s.",
                    TileWorkers.reason());
              }
              chosen.put(line.substring(0, colon), kernel);
            });
  }

  /** In words, with the largest error measured. */
  String description() {
    if (mode == Winograd.NEVER) {
      return "Winograd off, as asked";
    }
    if (!TileWorkers.available()) {
      return "Winograd off: " + TileWorkers.reason();
    }
    if (candidates == 0) {
      return "Winograd " + mode.name().toLowerCase(Locale.ROOT);
    }
    String how = mode == Winograd.ALWAYS ? "as asked" : timed ? "the faster by timing" : "by rule";
    String error =
        errors.values().stream()
            .max(Double::compare)
            .map(
                largest ->
                    String.format(
                        Locale.ROOT, ", relative error to the direct form up to %.1e", largest))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "Winograd F(4x4,3x3) in %d of %d passes of 3x3 convolutions with stride 1 (%s)%s",
        winograd,
        candidates,
        how,
        error);
  }
}
