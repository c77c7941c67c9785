/**
 * Backbones as ONNX files: {@link org.facemargin.backbones.onnx.OnnxExport} writes one, {@link
 * org.facemargin.backbones.onnx.ExportEquality} holds what another runtime makes of it against our
 * own forward pass. The writer knows the dozen protobuf messages it needs and nothing else.
 */
package org.facemargin.backbones.onnx;
