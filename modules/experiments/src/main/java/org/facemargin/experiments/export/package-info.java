/**
 * Checkpoints to ONNX: {@link org.facemargin.experiments.export.CheckpointExport} writes the file,
 * a model card beside it, and compares both networks in ONNX Runtime before it says that it is
 * done.
 */
package org.facemargin.experiments.export;
