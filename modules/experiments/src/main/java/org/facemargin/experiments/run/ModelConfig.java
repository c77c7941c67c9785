package org.facemargin.experiments.run;

import org.facemargin.backbones.Backbone;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.yaml.ConfigReader;

/**
 * The network.
 *
 * @param backbone registry name
 * @param settings input size, embedding dimension, width
 */
public record ModelConfig(String backbone, BackboneSettings settings) {

  static ModelConfig from(ConfigReader reader) {
    String name = reader.oneOf("backbone", NamedRegistry.of(Backbone.class).names());
    BackboneSettings published = NamedRegistry.of(Backbone.class).get(name).spec().defaults();
    return new ModelConfig(
        name,
        new BackboneSettings(
            reader.integer("input_px", published.inputPx(), 16, 1024),
            reader.integer("embedding_dim", published.dimension(), 2, 8192),
            reader.number("width", published.width(), 0.01, 8)));
  }
}
