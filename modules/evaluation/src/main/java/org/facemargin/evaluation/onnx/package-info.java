/**
 * Networks in ONNX files, run by ONNX Runtime: {@link org.facemargin.evaluation.onnx.OnnxEmbedder}.
 */
package org.facemargin.evaluation.onnx;
