package org.facemargin.experiments.run;

import java.nio.FloatBuffer;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.margins.alpha.PrototypeReinitialisation.Directions;
import org.facemargin.training.listeners.PrototypeReinitialiser;

/**
 * Embeds every training picture once, without augmentation and with running statistics, and sums
 * the embeddings by class. Cost: a forward pass over the training set.
 */
final class ClassDirections implements PrototypeReinitialiser.EmbeddingPass {

  private final LabelledFaces faces;
  private final FaceEmbedder embedder;
  private final Progress progress;

  ClassDirections(LabelledFaces faces, FaceEmbedder embedder, Progress progress) {
    this.faces = faces;
    this.embedder = embedder;
    this.progress = progress;
  }

  @Override
  public void addTo(Directions directions) {
    ImageSpec spec = embedder.imageSpec();
    int most = embedder.maxBatch();
    float[] inputs = new float[most * spec.valuesPerImage()];
    float[] embeddings = new float[most * embedder.dimension()];
    try (Progress.Task task = progress.start("Class directions", "pictures", faces.size())) {
      for (int first = 0; first < faces.size(); first += most) {
        int count = Math.min(most, faces.size() - first);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
          labels[i] = faces.labelOf(first + i);
          spec.write(faces.read(first + i), false, inputs, i * spec.valuesPerImage());
        }
        embedder.embed(inputs, count, embeddings, 0);
        directions.add(FloatBuffer.wrap(embeddings), labels);
        task.advance(count);
      }
    }
  }
}
