/**
 * Weights that somebody else's framework wrote. {@link
 * org.facemargin.backbones.weights.WeightsReading} opens a file by what it holds - safetensors, a
 * PyTorch container, MXNet's symbol and parameters - and makes it a graph of our layers; {@link
 * org.facemargin.backbones.weights.Safetensors} writes one.
 *
 * <p>A file of PyTorch or safetensors holds names and arrays but no network: a {@code WeightFamily}
 * knows which network its names belong to. A further one is one class here and a line in {@code
 * WeightFamily.ALL}. MXNet's files hold their network, whose operators are handed to {@link
 * org.facemargin.backbones.onnx}.
 *
 * <p>Whatever is left over, missing or of another shape is named and refused. Checkpoints of our
 * own do not belong here: {@code org.facemargin.training.checkpoints} reads them.
 */
package org.facemargin.backbones.weights;
