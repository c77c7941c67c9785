package org.facemargin.evaluation.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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

  private static final int LARGEST_BATCH = 1024;
  private static final int PROBES = 2;

  /** Rounding moves an embedding by less; another picture's statistics by more. */
  private static final double LARGEST_DEPENDENCE = 1e-2;

  private final OrtSession session;
  private final ModelCard card;
  private final OnnxSettings settings;
  private final String input;
  private final String output;
  private final OnnxTensors tensors;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private final int fixedBatch;
  private final boolean oneSize;
  private int maxBatch;
  private String note = "";
  private boolean closed;

  private OnnxEmbedder(
      OrtEnvironment environment, OrtSession session, ModelCard card, OnnxSettings settings)
      throws OrtException {
    this.session = session;
    this.card = card;
    this.settings = settings;
    requireOneInput(session.getInputNames());
    this.input = chosen("input", card.inputName(), session.getInputNames());
    this.output = chosen("output", card.outputName(), session.getOutputNames());
    if (!settings.normOutput().isEmpty()) {
      chosen("output", settings.normOutput(), session.getOutputNames());
    }
    TensorInfo pictures = tensor(session.getInputInfo().get(input));
    TensorInfo embeddings = tensor(session.getOutputInfo().get(output));
    long[] shape = pictures.getShape();
    checkInput(shape);
    checkOutput(embeddings.getShape());
    this.tensors = new OnnxTensors(environment, pictures.type, card.name());
    tensors.requireReal(output, embeddings.type);
    this.fixedBatch = shape[0] > 0 ? (int) Math.min(shape[0], LARGEST_BATCH) : 0;
    this.oneSize = fixedBatch > 0;
    this.maxBatch = oneSize ? fixedBatch : settings.batch();
    if (shape[0] > LARGEST_BATCH) {
      throw ConfigurationException.of(
          "the network's batch is fixed at %s, more than %s.", shape[0], LARGEST_BATCH);
    }
  }

  static void requireOneInput(Set<String> names) {
    if (names.size() > 1) {
      throw ConfigurationException.of(
          "the network takes %s inputs %s, expected one: pictures are all there is to give it.",
          names.size(), names);
    }
  }

  private static TensorInfo tensor(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo info) {
      return info;
    }
    throw new ConfigurationException("'" + node.getName() + "' is not a tensor.");
  }

  /**
   * Runs random pictures together and one by one. A network that cannot take them together is run
   * one by one from now on; one whose embeddings depend on the company is in training mode.
   */
  private void probe() {
    if (oneSize && fixedBatch == 1) {
      return;
    }
    int values = card.image().valuesPerImage();
    float[] inputs = tensors.randomPixels(card.image(), PROBES);
    float[] alone = new float[PROBES * card.dimension()];
    float[] together = new float[PROBES * card.dimension()];
    if (oneSize) {
      for (int i = 0; i < PROBES; i++) {
        embed(
            Arrays.copyOfRange(inputs, i * values, (i + 1) * values),
            1,
            alone,
            i * card.dimension());
      }
      embed(inputs, PROBES, together, 0);
      requireAlike(alone, together);
      return;
    }
    int batch = maxBatch;
    maxBatch = PROBES;
    try {
      embed(inputs, PROBES, together, 0);
    } catch (DataException e) {
      maxBatch = 1;
      // whether it takes one at least: if not, this says why
      embed(Arrays.copyOf(inputs, values), 1, alone, 0);
      note =
          "one picture a pass, since it cannot take two ("
              + e.getMessage().lines().findFirst().orElse("").strip()
              + ")";
      return;
    }
    for (int i = 0; i < PROBES; i++) {
      embed(
          Arrays.copyOfRange(inputs, i * values, (i + 1) * values), 1, alone, i * card.dimension());
    }
    requireAlike(alone, together);
    maxBatch = batch;
  }

  private void requireAlike(float[] alone, float[] together) {
    double gap = 0;
    double size = 0;
    for (int i = 0; i < alone.length; i++) {
      gap += Math.pow((double) alone[i] - together[i], 2);
      size += Math.pow(alone[i], 2);
    }
    double difference = Math.sqrt(gap / Math.max(size, Double.MIN_NORMAL));
    if (difference > LARGEST_DEPENDENCE) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "'%s' gives a picture another embedding in the company of another (by %.1e of its"
                  + " norm): it computes as in training. Export it after model.eval().",
              card.name(),
              difference));
    }
  }

  /** What the user should know of how it runs; empty where nothing. */
  public String note() {
    return note;
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
      OnnxEmbedder embedder = new OnnxEmbedder(environment, session, card, settings);
      embedder.probe();
      return embedder;
    } catch (DataException e) {
      closeQuietly(session);
      throw e;
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

  static String chosen(String kind, String name, Set<String> known) {
    if (!name.isEmpty()) {
      if (!known.contains(name)) {
        throw new ConfigurationException(UnknownNames.message("network " + kind, name, known));
      }
      return name;
    }
    if (known.size() != 1) {
      throw ConfigurationException.of(
          "the network has several %ss %s; the card must name one.", kind, known);
    }
    return known.iterator().next();
  }

  private void checkInput(long[] shape) {
    long[] wanted = shape(-1);
    boolean fits = shape.length == 4;
    for (int axis = 0; fits && axis < 3; axis++) {
      fits = shape[axis + 1] < 0 || shape[axis + 1] == wanted[axis + 1];
    }
    if (!fits) {
      throw ConfigurationException.of(
          "input '%s' has shape %s, the card says [N, %s, %s, %s] (%s).",
          input, Arrays.toString(shape), wanted[1], wanted[2], wanted[3], settings.layout());
    }
  }

  /** Shape of a batch as the card has it. */
  private long[] shape(int pictures) {
    ImageSpec image = card.image();
    int planes = image.colorOrder().planes();
    return settings.layout() == TensorLayout.NCHW
        ? new long[] {pictures, planes, image.heightPx(), image.widthPx()}
        : new long[] {pictures, image.heightPx(), image.widthPx(), planes};
  }

  private void checkOutput(long[] shape) {
    long values = 1;
    // an output of one dimension is one picture's, squeezed
    for (int axis = shape.length == 1 ? 0 : 1; axis < shape.length; axis++) {
      values *= shape[axis];
    }
    if (values > 0 && values != card.dimension()) {
      throw ConfigurationException.of(
          "output '%s' has shape %s, the card says an embedding of %s.",
          output, Arrays.toString(shape), card.dimension());
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
    int rows = oneSize ? fixedBatch : count;
    // what fills a fixed batch up is nobody's picture
    float[] padded =
        rows == count ? ordered : Arrays.copyOf(ordered, rows * image.valuesPerImage());
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("'" + card.name() + "' is closed.");
      }
      run(padded, shape(rows), count, embeddings, offset);
    } finally {
      open.readLock().unlock();
    }
  }

  private void run(float[] inputs, long[] shape, int count, float[] embeddings, int offset) {
    int values = Math.toIntExact(shape[0] * card.image().valuesPerImage());
    Set<String> wanted =
        settings.normOutput().isEmpty() ? Set.of(output) : Set.of(output, settings.normOutput());
    try (OnnxTensor tensor = tensors.of(inputs, values, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), wanted)) {
      float[] rows = read(result, output, shape[0] * card.dimension());
      System.arraycopy(rows, 0, embeddings, offset, count * card.dimension());
      if (!settings.normOutput().isEmpty()) {
        scale(embeddings, offset, count, read(result, settings.normOutput(), shape[0]));
      }
    } catch (OrtException e) {
      throw new DataException("ONNX Runtime failed on '" + card.name() + "': " + e.getMessage(), e);
    }
  }

  /** Embeddings times their norms. */
  private void scale(float[] embeddings, int offset, int count, float[] norms) {
    for (int i = 0; i < count * card.dimension(); i++) {
      embeddings[offset + i] *= norms[i / card.dimension()];
    }
  }

  private float[] read(OrtSession.Result result, String name, long expected) {
    OnnxValue value = result.get(name).orElseThrow();
    if (!(value instanceof OnnxTensor tensor)) {
      throw DataException.of("Output '%s' of '%s' is no tensor.", name, card.name());
    }
    float[] floats = tensors.floats(name, tensor);
    if (floats.length != expected) {
      throw DataException.of(
          "'%s' gave %s values of '%s', expected %s; the card says embeddings of %s.",
          card.name(), floats.length, name, expected, card.dimension());
    }
    return floats;
  }

  private float[] channelsLast(float[] pictures, int count) {
    int planes = card.image().colorOrder().planes();
    int pixels = card.image().heightPx() * card.image().widthPx();
    float[] out = new float[count * planes * pixels];
    for (int n = 0; n < count; n++) {
      for (int p = 0; p < planes; p++) {
        int from = (n * planes + p) * pixels;
        for (int k = 0; k < pixels; k++) {
          out[n * planes * pixels + k * planes + p] = pictures[from + k];
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

  /** Waits for passes that are running. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeQuietly(session);
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
