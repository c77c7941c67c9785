package org.facemargin.experiments.models;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneShape;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.GraphEmbedder;
import org.facemargin.backbones.onnx.ExportEquality;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.onnx.OnnxEmbedder;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.training.checkpoints.CheckpointFile;

/** Writes a checkpoint's network as ONNX and holds the file against the network. */
public final class CheckpointExport {

  private static final String REFERENCE_ENGINE = "nd4j";
  private static final int BATCH = 16;

  private CheckpointExport() {}

  /**
   * What came of an export.
   *
   * @param file the ONNX file
   * @param card what an evaluator has to know
   * @param largestDifference largest difference of a component of the unit embeddings between our
   *     forward pass and ONNX Runtime's
   */
  public record Result(Path file, ModelCard card, double largestDifference) {}

  /**
   * Exports.
   *
   * @param averaged whether to take averaged weights where the checkpoint has them
   * @throws org.facemargin.core.DataException if the checkpoint is missing or corrupt
   * @throws IllegalStateException if the two networks differ by more than {@link
   *     ExportEquality#TOLERANCE}
   */
  public static Result export(
      Path checkpoint, Path onnx, ExportSettings settings, boolean averaged) {
    ComputationGraph graph = CheckpointFile.readBackbone(checkpoint, averaged);
    BackboneShape shape = BackboneShape.of(graph);
    ImageSpec image = ImageSpec.arcface(shape.inputPx());
    OnnxExport.write(graph, image, settings, onnx);
    ModelCard card = card(onnx, image, shape, checkpoint);
    try (FaceEmbedder ours = ours(graph, shape, image);
        FaceEmbedder theirs = theirs(onnx, card)) {
      return new Result(onnx, card, ExportEquality.check(ours, theirs, settings));
    } finally {
      graph.close();
    }
  }

  private static FaceEmbedder ours(ComputationGraph graph, BackboneShape shape, ImageSpec image) {
    return new GraphEmbedder(
        NamedRegistry.of(BackboneEngine.class)
            .get(REFERENCE_ENGINE)
            .executor(graph, EngineOptions.SLOW_ALLOWED),
        shape,
        image,
        BATCH);
  }

  private static FaceEmbedder theirs(Path onnx, ModelCard card) {
    int threads = Runtime.getRuntime().availableProcessors();
    return OnnxEmbedder.open(
        onnx, card, new OnnxSettings(TensorLayout.NCHW, BATCH, threads, OnnxSettings.Device.CPU));
  }

  private static ModelCard card(Path onnx, ImageSpec image, BackboneShape shape, Path checkpoint) {
    return new ModelCard(
        onnx.getFileName().toString().replaceFirst("\\.onnx$", ""),
        image,
        OnnxExport.INPUT,
        OnnxExport.OUTPUT,
        shape.dimension(),
        FlipPolicy.SUM,
        "that of the data it was trained on",
        "exported by FaceMargin from " + checkpoint.getFileName());
  }
}
