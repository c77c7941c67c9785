package org.facemargin.benchmarks;

import java.nio.file.Path;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.evaluation.onnx.OnnxEmbedder;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.TensorLayout;

/** Embedding one batch with an exported checkpoint, by ONNX Runtime. */
final class EmbeddingWorkload implements Workload {

  static final String MODEL = "model.onnx";

  private final OnnxEmbedder embedder;
  private final int batch;
  private final float[] inputs;
  private final float[] embeddings;

  EmbeddingWorkload(WorkSpec spec) {
    this.batch = spec.number("batch");
    ImageSpec image = ImageSpec.arcface(TrainingWorkload.SIZE_PX);
    ModelCard card =
        new ModelCard(
            spec.word("backbone"),
            image,
            "",
            "",
            TrainingWorkload.DIMENSION,
            FlipPolicy.NONE,
            "none: random weights",
            "fresh weights");
    this.embedder =
        OnnxEmbedder.open(
            Path.of(spec.word("network")).resolve(MODEL),
            card,
            new OnnxSettings(TensorLayout.NCHW, batch, spec.threads(), OnnxSettings.Device.CPU));
    this.inputs = PictureData.inputs(batch, TrainingWorkload.SIZE_PX);
    this.embeddings = new float[batch * TrainingWorkload.DIMENSION];
  }

  @Override
  public void step() {
    embedder.embed(inputs, batch, embeddings, 0);
  }

  /** Root of the sum of squares of all embeddings. */
  @Override
  public double check() {
    double sum = 0;
    for (float value : embeddings) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Override
  public String description() {
    return "ONNX Runtime, the exported checkpoint, batch normalisation folded";
  }

  @Override
  public void close() {
    embedder.close();
  }
}
