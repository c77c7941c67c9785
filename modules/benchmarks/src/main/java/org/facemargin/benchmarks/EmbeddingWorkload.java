package org.facemargin.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;

/**
 * Embedding one batch with an exported checkpoint as {@code evaluate} does it: in a runtime of its
 * choice, cut into as many passes as that runs at once.
 */
final class EmbeddingWorkload implements Workload {

  static final String MODEL = "model.onnx";

  private final FaceEmbedder embedder;
  private final String description;
  private final ExecutorService pool;
  private final List<Part> parts = new ArrayList<>();

  private record Part(float[] inputs, int count, float[] embeddings) {}

  EmbeddingWorkload(WorkSpec spec, NetworkRuntime runtime) {
    int batch = spec.number("batch");
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
    ModelSource source =
        ModelSource.onnx(
            Path.of(spec.word("network")).resolve(MODEL),
            new ModelCardFile(card, TensorLayout.NCHW),
            new OnnxSettings(TensorLayout.NCHW, batch, spec.threads(), OnnxSettings.Device.CPU),
            runtime);
    this.embedder = source.embedder();
    this.description = source.facts().get(ModelSource.RUNS_IN);
    int passes = Math.min(batch, embedder.concurrency());
    this.pool = Executors.newFixedThreadPool(passes);
    int valuesPerImage = image.valuesPerImage();
    float[] pictures = PictureData.inputs(batch, TrainingWorkload.SIZE_PX);
    for (int pass = 0; pass < passes; pass++) {
      int from = batch * pass / passes;
      int to = batch * (pass + 1) / passes;
      parts.add(
          new Part(
              Arrays.copyOfRange(pictures, from * valuesPerImage, to * valuesPerImage),
              to - from,
              new float[(to - from) * TrainingWorkload.DIMENSION]));
    }
  }

  @Override
  public void step() {
    List<CompletableFuture<Void>> running =
        parts.stream()
            .map(
                part ->
                    CompletableFuture.runAsync(
                        () -> embedder.embed(part.inputs(), part.count(), part.embeddings(), 0),
                        pool))
            .toList();
    running.forEach(CompletableFuture::join);
  }

  /** Root of the sum of squares of all embeddings. */
  @Override
  public double check() {
    double sum = 0;
    for (Part part : parts) {
      for (float value : part.embeddings()) {
        sum += (double) value * value;
      }
    }
    return Math.sqrt(sum);
  }

  @Override
  public String description() {
    return "the exported checkpoint, batch normalisation folded, in " + description;
  }

  @Override
  public void close() {
    pool.shutdownNow();
    embedder.close();
  }
}
