package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.evaluation.benchmark.CardFile;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.ProjectFolder;

/**
 * A model card on disk.
 *
 * @param card what a network expects and who made it
 * @param layout axes of its input
 * @param normOutput name of a second output that holds each embedding's norm, or empty. The
 *     embedding output is then multiplied with it: what AdaFace's authors fuse a face and its
 *     mirror image with
 * @param networks published networks that it is right for
 */
public record ModelCardFile(
    ModelCard card, TensorLayout layout, String normOutput, List<KnownNetwork> networks) {

  /** The largest mean and divisor that can be in units of the full range. */
  private static final double LARGEST_MEAN = 1;

  private static final double LARGEST_DIVISOR = 10;

  public ModelCardFile {
    networks = List.copyOf(networks);
  }

  /** A card of a network with one output that matters. */
  public ModelCardFile(ModelCard card, TensorLayout layout) {
    this(card, layout, "", List.of());
  }

  /** Where the project keeps its cards. */
  public static final String FOLDER = "experiments/models";

  private static final String SCHEMA = "model-card/1";

  /**
   * Reads a card by name or path.
   *
   * @throws org.facemargin.core.ConfigurationException at file and line
   */
  public static ModelCardFile find(String nameOrPath) {
    return read(CardFile.find("model card", FOLDER, nameOrPath));
  }

  /**
   * Name of the project's card for a file, where its hash is that of a published network.
   *
   * @param sha256 of the file
   */
  static Optional<String> nameOfHash(String sha256) {
    Path folder = ProjectFolder.find().resolve(FOLDER);
    return CardFile.names(folder).stream()
        .filter(
            name -> find(name).networks().stream().anyMatch(known -> known.sha256().equals(sha256)))
        .findFirst();
  }

  /** Whether both make the same input of a picture. */
  boolean sameInput(ModelCardFile other) {
    ImageSpec one = card.image();
    ImageSpec two = other.card.image();
    return one.colorOrder() == two.colorOrder()
        && layout == other.layout
        && Arrays.equals(one.mean(), two.mean())
        && Arrays.equals(one.std(), two.std());
  }

  /** Reads a card. */
  public static ModelCardFile read(Path file) {
    ConfigReader reader = ConfigReader.read(file);
    reader.schema(SCHEMA);
    ModelCard card =
        new ModelCard(
            reader.word("name"),
            image(reader.section("image")),
            reader.word("input", ""),
            reader.word("output", ""),
            reader.integer("embedding_dim", 1, 1 << 16),
            reader.choice("flip", FlipPolicy.class),
            reader.word("licence"),
            reader.word("source"));
    TensorLayout layout = reader.choice("layout", TensorLayout.class, TensorLayout.NCHW);
    String norm = reader.word("norm_output", "");
    List<KnownNetwork> networks =
        reader.sections("networks").stream().map(KnownNetwork::read).toList();
    reader.finish();
    return new ModelCardFile(card, layout, norm, networks);
  }

  private static ImageSpec image(ConfigReader reader) {
    ColorOrder color = reader.choice("color", ColorOrder.class);
    return new ImageSpec(
        reader.integer("width_px", 1, 4096),
        reader.integer("height_px", 1, 4096),
        color,
        planes(reader, "mean", color, 0, LARGEST_MEAN),
        planes(reader, "std", color, 1e-9, LARGEST_DIVISOR));
  }

  private static double[] planes(
      ConfigReader reader, String key, ColorOrder color, double low, double high) {
    List<Double> values = reader.numbers(key, -1000, 1000);
    if (values.size() != color.planes()) {
      throw reader.error(
          key,
          "has %s numbers, expected %s, one a plane of %s",
          values.size(),
          color.planes(),
          color);
    }
    for (double value : values) {
      if (value < low || value > high) {
        throw reader.error(
            key,
            "has %s, expected %s to %s in units of the full range: what is meant for bytes is to be"
                + " divided by 255 (127.5 is 0.5, 128 is 0.50196078)",
            value,
            low,
            high);
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
