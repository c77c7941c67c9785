package org.facemargin.backbones.plan;

import java.util.List;
import java.util.Optional;
import org.facemargin.backbones.layers.BackboneLayer;

/**
 * One vertex of a backbone.
 *
 * @param name its name
 * @param layer its layer; empty for a sum
 * @param inputs indices of the vertices it reads; -1 is the picture
 * @param shape shape of what it computes
 */
record PlanVertex(
    String name, Optional<BackboneLayer> layer, List<Integer> inputs, TensorShape shape) {}
