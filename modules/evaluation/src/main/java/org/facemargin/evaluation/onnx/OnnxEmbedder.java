package org.facemargin.evaluation.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.core.UnknownNames;

/**
 * A network in an ONNX file, run by ONNX Runtime. Every pass runs on one thread; several passes run
 * at once ({@link #concurrency}), which suits networks whose batch is fixed at one and keeps
 * results apart from the number of threads. Idle threads do not spin.
 *
 * <p>The card is held against the file: names, image size, layout and embedding size must agree.
 */
public final class OnnxEmbedder implements FaceEmbedder {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelCard card;
  private final OnnxSettings settings;
  private final String input;
  private final String output;
  private final int maxBatch;

  private OnnxEmbedder(
      OrtEnvironment environment, OrtSession session, ModelCard card, OnnxSettings settings)
      throws OrtException {
    this.environment = environment;
    this.session = session;
    this.card = card;
    this.settings = settings;
    this.input = chosen("input", card.inputName(), session.getInputNames());
    this.output = chosen("output", card.outputName(), session.getOutputNames());
    long[] shape = shape(session.getInputInfo().get(input));
    checkInput(shape);
    checkOutput(shape(session.getOutputInfo().get(output)));
    this.maxBatch = shape[0] > 0 ? (int) shape[0] : settings.batch();
    if (shape[0] > 1) {
      throw new ConfigurationException(
          "The network's batch is fixed at "
              + shape[0]
              + "; export it with an open batch or a batch of 1.");
    }
  }

  /**
   * Opens a network.
   *
   * @param model the ONNX file
   * @param card what the network expects
   * @throws DataException if the file is missing or is no ONNX model
   * @throws ConfigurationException if the card and the model disagree
   */
  public static OnnxEmbedder open(Path model, ModelCard card, OnnxSettings settings) {
    if (!Files.isRegularFile(model)) {
      throw new DataException("There is no model file " + model + ".");
    }
    OrtEnvironment environment = OnnxRuntime.environment();
    OrtSession session = null;
    try (OrtSession.SessionOptions options = options(settings)) {
      session = environment.createSession(model.toString(), options);
      return new OnnxEmbedder(environment, session, card, settings);
    } catch (OrtException e) {
      closeQuietly(session);
      throw new DataException(
          model + " is not a model ONNX Runtime can load: " + e.getMessage(), e);
    } catch (ConfigurationException e) {
      closeQuietly(session);
      throw new ConfigurationException(
          "Card '" + card.name() + "' and " + model + " disagree: " + e.getMessage(), e);
    }
  }

  private static OrtSession.SessionOptions options(OnnxSettings settings) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    if (settings.device() == OnnxSettings.Device.CUDA) {
      try {
        options.addCUDA(0);
      } catch (OrtException e) {
        options.close();
        throw new ConfigurationException(
            "Device cuda was asked for, but this build of ONNX Runtime cannot use it: "
                + e.getMessage()
                + " Use --device cpu, or put onnxruntime_gpu on the class path.",
            e);
      }
    }
    return options;
  }

  private static String chosen(String kind, String name, Set<String> known) {
    if (!name.isEmpty()) {
      if (!known.contains(name)) {
        throw new ConfigurationException(UnknownNames.message("network " + kind, name, known));
      }
      return name;
    }
    if (known.size() != 1) {
      throw new ConfigurationException(
          "the network has several " + kind + "s " + known + "; the card must name one.");
    }
    return known.iterator().next();
  }

  private static long[] shape(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo info) {
      return info.getShape();
    }
    throw new ConfigurationException("'" + node.getName() + "' is not a tensor.");
  }

  private void checkInput(long[] shape) {
    ImageSpec image = card.image();
    long[] wanted =
        settings.layout() == TensorLayout.NCHW
            ? new long[] {3, image.heightPx(), image.widthPx()}
            : new long[] {image.heightPx(), image.widthPx(), 3};
    boolean fits = shape.length == 4;
    for (int axis = 0; fits && axis < 3; axis++) {
      fits = shape[axis + 1] < 0 || shape[axis + 1] == wanted[axis];
    }
    if (!fits) {
      throw new ConfigurationException(
          "input '"
              + input
              + "' has shape "
              + Arrays.toString(shape)
              + ", the card says [N, "
              + wanted[0]
              + ", "
              + wanted[1]
              + ", "
              + wanted[2]
              + "] ("
              + settings.layout()
              + ").");
    }
  }

  private void checkOutput(long[] shape) {
    long values = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      values *= shape[axis];
    }
    if (values > 0 && values != card.dimension()) {
      throw new ConfigurationException(
          "output '"
              + output
              + "' has shape "
              + Arrays.toString(shape)
              + ", the card says an embedding of "
              + card.dimension()
              + ".");
    }
  }

  @Override
  public ImageSpec imageSpec() {
    return card.image();
  }

  @Override
  public int dimension() {
    return card.dimension();
  }

  @Override
  public int maxBatch() {
    return maxBatch;
  }

  @Override
  public int concurrency() {
    return settings.threads();
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    ImageSpec image = card.image();
    float[] ordered = settings.layout() == TensorLayout.NCHW ? inputs : channelsLast(inputs, count);
    long[] shape =
        settings.layout() == TensorLayout.NCHW
            ? new long[] {count, 3, image.heightPx(), image.widthPx()}
            : new long[] {count, image.heightPx(), image.widthPx(), 3};
    FloatBuffer data = FloatBuffer.wrap(ordered, 0, count * image.valuesPerImage());
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, data, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
      read(result.get(0), count, embeddings, offset);
    } catch (OrtException e) {
      throw new DataException("ONNX Runtime failed on '" + card.name() + "': " + e.getMessage(), e);
    }
  }

  private void read(OnnxValue value, int count, float[] embeddings, int offset) {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new DataException("Output '" + output + "' of '" + card.name() + "' is no tensor.");
    }
    FloatBuffer floats = tensor.getFloatBuffer();
    if (floats.remaining() != count * card.dimension()) {
      throw new DataException(
          "'"
              + card.name()
              + "' gave "
              + floats.remaining()
              + " values for "
              + count
              + " pictures; the card says embeddings of "
              + card.dimension()
              + ".");
    }
    floats.get(embeddings, offset, count * card.dimension());
  }

  private float[] channelsLast(float[] planes, int count) {
    int pixels = card.image().heightPx() * card.image().widthPx();
    float[] out = new float[count * 3 * pixels];
    for (int n = 0; n < count; n++) {
      for (int p = 0; p < 3; p++) {
        int from = (n * 3 + p) * pixels;
        for (int k = 0; k < pixels; k++) {
          out[n * 3 * pixels + k * 3 + p] = planes[from + k];
        }
      }
    }
    return out;
  }

  private static void closeQuietly(OrtSession session) {
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime cannot close a session.", e);
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(session);
  }
}
