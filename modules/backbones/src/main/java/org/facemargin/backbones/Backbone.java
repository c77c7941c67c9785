package org.facemargin.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInKind;

/**
 * A network from (N, 3, H, W) pictures to (N, d) raw embeddings, as a DL4J graph with one input and
 * one output, made of {@link org.facemargin.backbones.layers} and {@code ElementWiseVertex(Add)}.
 * Registered with {@code @AutoService(Backbone.class)}.
 */
@PlugInKind("backbone")
public interface Backbone extends Named {

  /** What it is, in numbers and words. */
  BackboneSpec spec();

  /**
   * The graph's configuration.
   *
   * @param settings size, dimension, width
   * @param seed seed of the initial weights
   * @throws org.facemargin.core.ConfigurationException if this backbone cannot take these settings
   */
  ComputationGraphConfiguration configuration(BackboneSettings settings, long seed);
}
