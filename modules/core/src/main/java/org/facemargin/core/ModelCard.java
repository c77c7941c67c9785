package org.facemargin.core;

/**
 * What has to be known of a checkpoint to evaluate it, and what peers keep in people's heads.
 *
 * @param name what reports call the model
 * @param image size, colour order and normalisation of the input
 * @param inputName name of the network's input, or empty for its only one
 * @param outputName name of the network's embedding output, or empty for its only one
 * @param dimension components of one embedding
 * @param flip flip policy the authors evaluate with
 * @param licence licence of the weights, in the words of their source
 * @param source where the weights are from
 */
public record ModelCard(
    String name,
    ImageSpec image,
    String inputName,
    String outputName,
    int dimension,
    FlipPolicy flip,
    String licence,
    String source) {}
