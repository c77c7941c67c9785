/**
 * The layers backbones are made of: DL4J configurations that say what a layer computes and how its
 * parameters lie in the flat vector, and plain ND4J executions of them.
 *
 * <p>DL4J's stock convolution does not reach oneDNN and its PReLU cannot be trained (1.0.0-M2.1),
 * hence these. All read (N, C, H, W) row-major activations; {@link
 * org.facemargin.backbones.layers.Dense} and {@link org.facemargin.backbones.layers.BatchNorm} also
 * (N, C). Sums of two branches use DL4J's {@code ElementWiseVertex} with {@code Op.Add}.
 *
 * <p>A faster executor reads the configurations ({@link
 * org.facemargin.backbones.layers.BackboneLayer#blocks}) and never calls the executions. Other
 * layer types do not belong here unless every executor and the ONNX export learn them.
 */
package org.facemargin.backbones.layers;
