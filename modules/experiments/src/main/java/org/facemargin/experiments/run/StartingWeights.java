package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.backbones.layers.ParameterRole;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.experiments.models.LoadedNetwork;
import org.facemargin.experiments.models.ModelCardFile;

/** A network of a file, made ready to be trained on with the pictures training makes. */
final class StartingWeights {

  private static final double HALF = 0.5;
  private static final double CLOSE = 1e-9;

  private final ModelConfig config;
  private final Path file;

  StartingWeights(ModelConfig config) {
    this.config = config;
    this.file = config.from().orElseThrow();
  }

  /**
   * The graph.
   *
   * @throws ConfigurationException if it is not the network that is configured, was folded for
   *     inference, or takes pictures that training cannot make
   */
  ComputationGraph graph(Progress progress) {
    LoadedNetwork loaded = LoadedNetwork.of(file, config.card().map(ModelCardFile::find), true);
    try {
      requireShape(loaded.graph());
      requireNormalisations(loaded.graph());
      takePicturesOfTraining(loaded.graph(), loaded.input().image());
    } catch (RuntimeException e) {
      loaded.graph().close();
      throw e;
    }
    progress.note("Begins with the weights of " + file + " (" + loaded.format().words() + ").");
    loaded.notes().forEach(note -> progress.note(note + "."));
    return loaded.graph();
  }

  private void requireShape(ComputationGraph graph) {
    BackboneShape shape = BackboneShape.of(graph);
    int px = config.settings().inputPx();
    int dimension = config.settings().dimension();
    if (shape.inputPx() != px || shape.dimension() != dimension) {
      throw wrong(
          "takes pictures of "
              + shape.inputPx()
              + " px and gives embeddings of "
              + shape.dimension()
              + ", the run says input_px "
              + px
              + " and embedding_dim "
              + dimension);
    }
    if (config.backbone().equals(ModelConfig.FROM_FILE)) {
      return;
    }
    ComputationGraphConfiguration named =
        NamedRegistry.of(Backbone.class).get(config.backbone()).configuration(config.settings(), 0);
    List<String> expected = segments(ParameterLayout.of(named));
    List<String> found = segments(ParameterLayout.of(graph));
    for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
      String one = i < expected.size() ? expected.get(i) : "nothing";
      String two = i < found.size() ? found.get(i) : "nothing";
      if (!one.equals(two)) {
        throw wrong(
            "is no "
                + config.backbone()
                + ": its first other array is "
                + two
                + " where "
                + one
                + " is due. To train on the file's own network say backbone: "
                + ModelConfig.FROM_FILE);
      }
    }
  }

  private static List<String> segments(ParameterLayout layout) {
    return layout.segments().stream()
        .map(segment -> segment.name() + " " + segment.block().shape())
        .toList();
  }

  /** A normalisation that only scales and shifts stands where an exporter folded the real one. */
  private void requireNormalisations(ComputationGraph graph) {
    FloatBuffer values = graph.params().data().asNioFloat();
    for (ParameterSegment segment : ParameterLayout.of(graph).segments()) {
      if (segment.role() == ParameterRole.RUNNING_VARIANCE && constant(values, segment)) {
        throw wrong(
            "was made for inference: '"
                + segment.vertex()
                + "' stands for a bias or for a normalisation that was folded away, and cannot be"
                + " trained as one. Begin with the file its authors trained");
      }
    }
  }

  /** Exactly the variance that makes a deviation of 1: no data have it in every channel. */
  private static boolean constant(FloatBuffer values, ParameterSegment segment) {
    float unit = 1 - (float) BatchNorm.EPSILON;
    for (long i = segment.offset(); i < segment.end(); i++) {
      if (values.get((int) i) != unit) {
        return false;
      }
    }
    return true;
  }

  /** Brings order and scale of the planes into the first convolution; padding stays 0. */
  private void takePicturesOfTraining(ComputationGraph graph, ImageSpec image) {
    for (double mean : image.mean()) {
      if (Math.abs(mean - HALF) > CLOSE) {
        throw wrong(
            "takes pictures of mean "
                + mean
                + ", training makes them of mean 0.5: at the border, which is padded with zeros,"
                + " one cannot be turned into the other");
      }
    }
    ParameterSegment first =
        ParameterLayout.of(graph).segments().stream()
            .filter(segment -> segment.role() == ParameterRole.WEIGHT)
            .findFirst()
            .orElseThrow();
    List<Long> shape = first.block().shape();
    if (shape.size() != 4 || shape.get(1) != 3) {
      throw wrong("does not begin with a convolution of three planes but with " + first.name());
    }
    int plane = (int) (shape.get(2) * shape.get(3));
    FloatBuffer weights =
        graph.params().data().asNioFloat().slice((int) first.offset(), (int) first.length());
    float[] given = new float[weights.capacity()];
    weights.get(0, given);
    boolean swapped = image.colorOrder() == ColorOrder.BGR;
    for (int i = 0; i < given.length; i++) {
      int channel = i / plane % 3;
      int from = swapped ? 2 - channel : channel;
      double scale = HALF / image.std()[from];
      weights.put(i, (float) (scale * given[i + (from - channel) * plane]));
    }
  }

  private ConfigurationException wrong(String complaint) {
    return ConfigurationException.of("model.from: %s %s.", file, complaint);
  }
}
