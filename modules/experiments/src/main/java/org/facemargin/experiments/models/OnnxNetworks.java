package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.OnnxReading;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.RandomStream;
import org.facemargin.evaluation.onnx.OnnxEmbedder;
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

  Open open(NetworkRuntime wanted) {
    return switch (wanted) {
      case ENGINE -> onEngine();
      case ONNXRUNTIME -> onOnnxRuntime(onnxRuntime(), "");
      case AUTO -> chosen();
    };
  }

  private OnnxEmbedder onnxRuntime() {
    return OnnxEmbedder.open(file, card.card(), settings);
  }

  private Open onOnnxRuntime(OnnxEmbedder network, String why) {
    return new Open(
        network, "ONNX Runtime on " + settings.device().name().toLowerCase(Locale.ROOT), why);
  }

  private Open onEngine() {
    EngineNetwork network = engine(Backbones.fastestFirst());
    return new Open(network, network.description(), "");
  }

  private Open chosen() {
    OnnxEmbedder theirs = onnxRuntime();
    try {
      return faster(theirs);
    } catch (RuntimeException e) {
      theirs.close();
      throw e;
    }
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
    OnnxReading reading = OnnxReading.of(file, card.card());
    if (reading instanceof OnnxReading.Network network) {
      return EngineNetwork.open(
          network.graph(), engines, card.card().image(), settings.batch(), network.unitOutput());
    }
    throw impossible(((OnnxReading.Unsupported) reading).reason());
  }

  private ConfigurationException impossible(String reason) {
    return new ConfigurationException(
        "Our engine cannot run " + file.getFileName() + ": " + reason + ".");
  }

  /** The largest relative difference of an embedding; NaN where one is not a number. */
  static double difference(FaceEmbedder ours, FaceEmbedder theirs) {
    ImageSpec spec = theirs.imageSpec();
    int dimension = theirs.dimension();
    SplittableRandom random = RandomStream.of(0, "runtimes").generator();
    float[] inputs = new float[PICTURES * spec.valuesPerImage()];
    for (int i = 0; i < PICTURES; i++) {
      byte[] noise = new byte[spec.valuesPerImage()];
      random.nextBytes(noise);
      spec.write(
          new FaceImage(spec.widthPx(), spec.heightPx(), noise),
          false,
          inputs,
          i * spec.valuesPerImage());
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
