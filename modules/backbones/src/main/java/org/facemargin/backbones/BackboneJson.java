package org.facemargin.backbones;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.core.DataException;

/**
 * A graph's configuration as DL4J's JSON, read from a file that need not be trusted. DL4J loads any
 * class a key {@code @class} names and runs its initialiser: here the classes that our graphs are
 * made of may be named, and anything else is refused before DL4J sees the text.
 */
public final class BackboneJson {

  private static final String CLASS = "@class";
  private static final int LARGEST = 64 << 20;
  private static final String LAYERS = "org.facemargin.backbones.layers.";

  private static final Set<String> ALLOWED =
      Set.of(
          LAYERS + "Convolution",
          LAYERS + "BatchNorm",
          LAYERS + "PRelu",
          LAYERS + "Clip",
          LAYERS + "SqueezeExcitation",
          LAYERS + "Dense",
          "org.deeplearning4j.nn.conf.graph.LayerVertex",
          "org.deeplearning4j.nn.conf.graph.ElementWiseVertex",
          "org.deeplearning4j.nn.weights.WeightInitXavier",
          "org.nd4j.linalg.activations.impl.ActivationIdentity",
          "org.nd4j.linalg.learning.config.NoOp");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private BackboneJson() {}

  /**
   * Reads a configuration.
   *
   * @param file what messages call it
   * @throws DataException if it is no configuration, or names a class that is not allowed
   */
  public static ComputationGraphConfiguration read(String file, String json) {
    if (json.length() > LARGEST) {
      throw DataException.of(
          "%s has a configuration of %s characters, at most %s.", file, json.length(), LARGEST);
    }
    try {
      Set<String> refused = new TreeSet<>();
      collect(JSON.readTree(json), refused);
      if (!refused.isEmpty()) {
        throw DataException.of(
            "%s names classes no backbone is made of, which DL4J would load: %s. Nothing was"
                + " loaded.",
            file, String.join(", ", refused));
      }
    } catch (JsonProcessingException e) {
      throw new DataException(
          file + " has a configuration that is no valid JSON: " + e.getOriginalMessage(), e);
    }
    try {
      ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
      BackboneShape.of(configuration);
      return configuration;
    } catch (RuntimeException e) {
      throw new DataException(
          file + " has a configuration that is no backbone's: " + e.getMessage(), e);
    }
  }

  private static void collect(JsonNode node, Set<String> refused) {
    JsonNode name = node.path(CLASS);
    if (!name.isMissingNode() && !ALLOWED.contains(name.asText())) {
      refused.add(name.asText());
    }
    node.forEach(child -> collect(child, refused));
  }
}
