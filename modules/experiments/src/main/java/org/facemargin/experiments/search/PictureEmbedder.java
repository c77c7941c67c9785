package org.facemargin.experiments.search;

import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.faces.source.ResizedFaces;
import org.facemargin.files.Ingredients;

/**
 * Turns pictures into embeddings, one row of d a picture; where the flip policy is SUM, e(x) +
 * e(mirrored x), not normalised, as the protocols compare them.
 *
 * @param model the network; closed with this
 * @param alignment how pictures become what it takes
 * @param flip what is done with the mirrored picture
 * @param extractor batch and threads
 */
public record PictureEmbedder(
    ModelSource model, Alignment alignment, FlipPolicy flip, EmbeddingExtractor extractor)
    implements AutoCloseable {

  /** What the network sees of these pictures. */
  public FaceImageSource faces(FaceImageSource pictures) {
    FaceImageSource aligned = alignment.faces().apply(pictures);
    return model.embedder().takesAnySize()
        ? new ResizedFaces(aligned, model.embedder().imageSpec().widthPx())
        : aligned;
  }

  /**
   * Embeds every picture.
   *
   * @throws DataException if a picture is missing, corrupt or of another size than the network's,
   *     or has an embedding without direction; it is named
   */
  public EmbeddedPictures embed(FaceImageSource pictures, Progress progress) {
    boolean mirrored = flip == FlipPolicy.SUM;
    ArrayFeatures raw = extractor.extract(model.embedder(), faces(pictures), mirrored, progress);
    List<String> names = IntStream.range(0, pictures.size()).mapToObj(pictures::nameOf).toList();
    return new EmbeddedPictures(names, mirrored ? summed(raw) : raw);
  }

  /** Everything that an embedding depends on but its picture. */
  public Ingredients ingredients() {
    return model
        .ingredients()
        .with("alignment", alignment.ingredients().key())
        .with("flip", flip)
        .with("batch", Math.min(extractor.batch(), model.embedder().maxBatch()));
  }

  private static ArrayFeatures summed(ArrayFeatures both) {
    int d = both.dimension() / 2;
    float[] sums = new float[both.rows() * d];
    for (int row = 0; row < both.rows(); row++) {
      for (int k = 0; k < d; k++) {
        sums[row * d + k] = both.values()[2 * row * d + k] + both.values()[2 * row * d + d + k];
      }
    }
    return new ArrayFeatures(both.rows(), d, sums);
  }

  @Override
  public void close() {
    model.embedder().close();
  }
}
