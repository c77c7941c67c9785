package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.OnnxReading;
import org.facemargin.backbones.onnx.OnnxSuspicions;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.RandomStream;
import org.facemargin.evaluation.onnx.OnnxEmbedder;
import org.facemargin.evaluation.onnx.OnnxRuntime;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.TensorLayout;

/** Opens an ONNX network in the runtime asked for, or in the faster one that computes the same. */
final class OnnxNetworks {

  /** Largest ‖ours - theirs‖ / ‖theirs‖ of an embedding at which the two compute the same. */
  static final double TOLERANCE = 1e-4;

  private static final int PICTURES = 4;

  private final Path file;
  private final ModelCardFile card;
  private final OnnxSettings settings;

  OnnxNetworks(Path file, ModelCardFile card, OnnxSettings settings) {
    this.file = file;
    this.card = card;
    this.settings = settings;
  }

  /**
   * An open network.
   *
   * @param engine what runs it, the same words in each process: part of what tells embeddings apart
   * @param why how it came to run there; empty where it was asked for
   */
  record Open(FaceEmbedder embedder, String engine, String why) {}

  /**
   * @throws DataException if the file is damaged or holds a network in training mode
   */
  Open open(NetworkRuntime wanted) {
    OnnxSuspicions suspicions = OnnxReading.suspicions(file);
    if (!suspicions.training().isEmpty()) {
      throw DataException.of(
          "%s was exported in training mode: %s and %s others normalise by the batch. Export it"
              + " after model.eval().",
          file, suspicions.training().get(0), suspicions.training().size() - 1);
    }
    return switch (wanted) {
      case ENGINE -> onEngine();
      case ONNXRUNTIME -> onOnnxRuntime(onnxRuntime(), "");
      case AUTO -> chosen();
    };
  }

  private OnnxEmbedder onnxRuntime() {
    return OnnxEmbedder.open(
        file,
        card.card(),
        new OnnxSettings(
            settings.layout(),
            settings.batch(),
            settings.threads(),
            settings.device(),
            card.normOutput()));
  }

  private Open onOnnxRuntime(OnnxEmbedder network, String why) {
    List<String> whys = new ArrayList<>();
    Stream.of(why, network.note(), slopes()).filter(each -> !each.isEmpty()).forEach(whys::add);
    String engine =
        "ONNX Runtime "
            + OnnxRuntime.environment().getVersion()
            + " on "
            + settings.device().name().toLowerCase(Locale.ROOT);
    return new Open(network, engine, String.join("; ", whys));
  }

  /** Where ONNX Runtime runs slopes [C] at all, there are as many channels as columns. */
  private String slopes() {
    List<String> slopes = OnnxReading.suspicions(file).slopes();
    return slopes.isEmpty()
        ? ""
        : "WARNING: the slopes of "
            + String.join(", ", slopes)
            + " are read along the width, as ONNX says; MXNet's exporters meant channels, and where"
            + " that is so the numbers are wrong";
  }

  private Open onEngine() {
    EngineNetwork network = engine(Backbones.fastestFirst());
    return new Open(network, network.description(), "");
  }

  private Open chosen() {
    OnnxEmbedder theirs;
    try {
      theirs = onnxRuntime();
    } catch (DataException e) {
      return onEngineAlone(e);
    }
    try {
      return faster(theirs);
    } catch (RuntimeException e) {
      theirs.close();
      throw e;
    }
  }

  /** MXNet's slopes [C] are what ONNX Runtime cannot run and we can. */
  private Open onEngineAlone(DataException theirs) {
    if (OnnxReading.suspicions(file).slopes().isEmpty()) {
      throw theirs;
    }
    EngineNetwork ours;
    try {
      ours = engine(Backbones.fastestFirst());
    } catch (ConfigurationException e) {
      theirs.addSuppressed(e);
      throw theirs;
    }
    return new Open(
        ours,
        ours.description(),
        "ONNX Runtime cannot run it, since its slopes have MXNet's shape; they are taken one a"
            + " channel, which is the only way they fit");
  }

  private Open faster(OnnxEmbedder theirs) {
    EngineNetwork ours;
    try {
      ours = engine(Backbones.fast());
    } catch (ConfigurationException e) {
      return onOnnxRuntime(theirs, e.getMessage().replaceFirst("\\.$", ""));
    }
    double difference = difference(ours, theirs);
    String found =
        String.format(
            Locale.ROOT,
            "embeddings of %d random pictures differ from ONNX Runtime's by %.1e",
            PICTURES,
            difference);
    if (difference <= TOLERANCE) {
      theirs.close();
      return new Open(ours, ours.description(), found);
    }
    ours.close();
    return onOnnxRuntime(
        theirs, String.format(Locale.ROOT, "our engine's %s, more than %.0e", found, TOLERANCE));
  }

  /**
   * The network on our engine.
   *
   * @throws ConfigurationException if it cannot run there; names the operator
   */
  private EngineNetwork engine(List<String> engines) {
    if (settings.device() != OnnxSettings.Device.CPU) {
      throw impossible("it works on the processor, and --device cuda was asked for");
    }
    if (card.layout() != TensorLayout.NCHW) {
      throw impossible("the network's input is laid out " + card.layout() + ", not NCHW");
    }
    if (card.card().image().colorOrder() == ColorOrder.GRAY) {
      throw impossible("its pictures have one plane (gray), ours three");
    }
    if (!card.normOutput().isEmpty()) {
      throw impossible("its card multiplies embeddings with a second output");
    }
    OnnxReading reading = OnnxReading.of(file, card.card());
    if (reading instanceof OnnxReading.Network network) {
      return EngineNetwork.open(
          network.graph(), engines, card.card().image(), settings.batch(), network.unitOutput());
    }
    throw impossible(((OnnxReading.Unsupported) reading).reason());
  }

  private ConfigurationException impossible(String reason) {
    return ConfigurationException.of("Our engine cannot run %s: %s.", file.getFileName(), reason);
  }

  /** The largest relative difference of an embedding; NaN where one is not a number. */
  static double difference(FaceEmbedder ours, FaceEmbedder theirs) {
    ImageSpec spec = theirs.imageSpec();
    int dimension = theirs.dimension();
    SplittableRandom random = RandomStream.of(0, "runtimes").generator();
    float[] inputs = new float[PICTURES * spec.valuesPerImage()];
    for (int i = 0; i < PICTURES; i++) {
      FaceImage noise = FaceImage.noise(spec.widthPx(), spec.heightPx(), random);
      spec.write(noise, false, inputs, i * spec.valuesPerImage());
    }
    float[] left = embed(ours, inputs);
    float[] right = embed(theirs, inputs);
    double worst = 0;
    for (int from = 0; from < left.length; from += dimension) {
      double gap = 0;
      double size = 0;
      for (int i = from; i < from + dimension; i++) {
        gap += Math.pow((double) left[i] - right[i], 2);
        size += (double) right[i] * right[i];
      }
      double relative = Math.sqrt(gap / Math.max(size, Double.MIN_NORMAL));
      worst = Double.isNaN(relative) ? relative : Math.max(worst, relative);
    }
    return worst;
  }

  private static float[] embed(FaceEmbedder network, float[] inputs) {
    int values = network.imageSpec().valuesPerImage();
    float[] embeddings = new float[PICTURES * network.dimension()];
    int most = Math.min(PICTURES, network.maxBatch());
    for (int from = 0; from < PICTURES; from += most) {
      int count = Math.min(most, PICTURES - from);
      float[] part = Arrays.copyOfRange(inputs, from * values, (from + count) * values);
      network.embed(part, count, embeddings, from * network.dimension());
    }
    return embeddings;
  }
}
