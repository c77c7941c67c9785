package org.facemargin.experiments.run;

import java.util.stream.IntStream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;
import org.facemargin.experiments.source.ResizedFaces;
import org.facemargin.faces.source.FacePair;
import org.facemargin.faces.source.PairedFaces;

/** Embeds the pictures of a set of pairs and compares the pairs. */
final class PairScorer {

  private final PairedFaces faces;
  private final FlipPolicy flip;

  PairScorer(PairedFaces faces, FlipPolicy flip) {
    this.faces = faces;
    this.flip = flip;
  }

  /** Unit embeddings of every picture, one row each, row-major. */
  float[] embeddings(FaceEmbedder embedder, Progress progress) {
    int dimension = embedder.dimension();
    FaceImageSource images = new ResizedFaces(faces.images(), embedder.imageSpec().widthPx());
    float[] rows = new float[Math.multiplyExact(images.size(), dimension)];
    try (Progress.Task task = progress.start("Verifying", "images", images.size())) {
      for (int from = 0; from < images.size(); from += embedder.maxBatch()) {
        int count = Math.min(embedder.maxBatch(), images.size() - from);
        batch(embedder, images, from, count, rows);
        task.advance(count);
      }
    }
    normalise(rows, dimension);
    return rows;
  }

  private void batch(
      FaceEmbedder embedder, FaceImageSource images, int from, int count, float[] rows) {
    ImageSpec spec = embedder.imageSpec();
    float[] inputs = new float[count * spec.valuesPerImage()];
    float[] mirrored = flip == FlipPolicy.SUM ? new float[inputs.length] : new float[0];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              var image = images.read(from + i);
              spec.write(image, false, inputs, i * spec.valuesPerImage());
              if (flip == FlipPolicy.SUM) {
                spec.write(image, true, mirrored, i * spec.valuesPerImage());
              }
            });
    int dimension = embedder.dimension();
    embedder.embed(inputs, count, rows, from * dimension);
    if (flip == FlipPolicy.SUM) {
      float[] second = new float[count * dimension];
      embedder.embed(mirrored, count, second, 0);
      for (int i = 0; i < second.length; i++) {
        rows[from * dimension + i] += second[i];
      }
    }
  }

  private static void normalise(float[] rows, int dimension) {
    for (int row = 0; row < rows.length; row += dimension) {
      double sum = 0;
      for (int i = row; i < row + dimension; i++) {
        sum += (double) rows[i] * rows[i];
      }
      double norm = Math.max(Math.sqrt(sum), Double.MIN_NORMAL);
      for (int i = row; i < row + dimension; i++) {
        rows[i] = (float) (rows[i] / norm);
      }
    }
  }

  /** Cosine similarity of every pair. */
  PairScores scores(FaceEmbedder embedder, Progress progress) {
    int dimension = embedder.dimension();
    float[] rows = embeddings(embedder, progress);
    double[] cosines = new double[faces.pairs().size()];
    for (int i = 0; i < cosines.length; i++) {
      FacePair pair = faces.pairs().get(i);
      double dot = 0;
      for (int k = 0; k < dimension; k++) {
        dot += (double) rows[pair.first() * dimension + k] * rows[pair.second() * dimension + k];
      }
      cosines[i] = dot;
    }
    return new PairScores(faces.pairs(), faces.folds(), cosines);
  }
}
