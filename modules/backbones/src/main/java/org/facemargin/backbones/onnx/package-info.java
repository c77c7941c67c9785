/**
 * Backbones as ONNX files. {@link org.facemargin.backbones.onnx.OnnxExport} writes one, {@link
 * org.facemargin.backbones.onnx.ExportEquality} holds what another runtime makes of it against our
 * own forward pass; both know the dozen protobuf messages they need and nothing else.
 *
 * <p>{@link org.facemargin.backbones.onnx.OnnxReading} goes the other way: a file, whoever wrote
 * it, becomes a graph of our layers, or a sentence that says why it cannot. A further operator is
 * one method of {@code OnnxOperators}, drawn with the layers there are.
 */
package org.facemargin.backbones.onnx;
