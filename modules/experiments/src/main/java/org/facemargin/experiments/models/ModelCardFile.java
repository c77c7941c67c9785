package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.evaluation.benchmark.CardFile;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.files.yaml.ConfigReader;

/**
 * A model card on disk.
 *
 * @param card what a network expects and who made it
 * @param layout axes of its input
 */
public record ModelCardFile(ModelCard card, TensorLayout layout) {

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
    reader.finish();
    return new ModelCardFile(card, layout);
  }

  private static ImageSpec image(ConfigReader reader) {
    return new ImageSpec(
        reader.integer("width_px", 1, 4096),
        reader.integer("height_px", 1, 4096),
        reader.choice("color", ColorOrder.class),
        three(reader, "mean", -1000),
        three(reader, "std", 1e-9));
  }

  private static double[] three(ConfigReader reader, String key, double low) {
    List<Double> values = reader.numbers(key, low, 1000);
    if (values.size() != 3) {
      throw reader.error(key, "has " + values.size() + " numbers, expected 3, one a colour plane");
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
