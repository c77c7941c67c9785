/**
 * Networks by what the user holds: our checkpoints and ONNX files, opened as embedders, and our
 * checkpoints written as ONNX.
 */
package org.facemargin.experiments.models;
