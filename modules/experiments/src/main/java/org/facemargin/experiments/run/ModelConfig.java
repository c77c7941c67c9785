package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.yaml.ConfigReader;

/**
 * The network.
 *
 * @param backbone registry name; {@link #FROM_FILE} where a file's own network is taken
 * @param settings input size, embedding dimension, width
 * @param from file whose weights the run begins with, of any kind a network comes in
 * @param card card of that file's network, where it needs one
 */
public record ModelConfig(
    String backbone, BackboneSettings settings, Optional<Path> from, Optional<String> card) {

  /** In place of a registry name: whatever network {@code from} holds. */
  public static final String FROM_FILE = "from-file";

  static ModelConfig from(ConfigReader reader) {
    Optional<Path> from =
        reader.has("from") ? Optional.of(Path.of(reader.word("from"))) : Optional.empty();
    Optional<String> card =
        reader.has("card") ? Optional.of(reader.word("card")) : Optional.empty();
    if (card.isPresent() && from.isEmpty()) {
      throw reader.error("card", "belongs to 'from', which is not given");
    }
    List<String> known = new ArrayList<>(NamedRegistry.of(Backbone.class).names());
    if (from.isPresent()) {
      known.add(FROM_FILE);
    }
    String name = reader.oneOf("backbone", known);
    if (name.equals(FROM_FILE)) {
      BackboneSettings given =
          new BackboneSettings(
              reader.integer("input_px", 16, 1024), reader.integer("embedding_dim", 2, 8192), 1);
      return new ModelConfig(name, given, from, card);
    }
    BackboneSettings published = NamedRegistry.of(Backbone.class).get(name).spec().defaults();
    return new ModelConfig(
        name,
        new BackboneSettings(
            reader.integer("input_px", published.inputPx(), 16, 1024),
            reader.integer("embedding_dim", published.dimension(), 2, 8192),
            reader.number("width", published.width(), 0.01, 8)),
        from,
        card);
  }
}
