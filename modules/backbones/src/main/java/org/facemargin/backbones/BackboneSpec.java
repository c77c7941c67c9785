package org.facemargin.backbones;

/**
 * What a backbone declares about itself; a test holds the declaration against the graph.
 *
 * @param description one line for {@code list backbones}
 * @param defaults the published input size and dimension, width 1
 * @param parameters parameters in PyTorch's sense (running statistics excluded) at {@code defaults}
 * @param citation authors, title, venue, arXiv number; reference code
 */
public record BackboneSpec(
    String description, BackboneSettings defaults, long parameters, String citation) {}
