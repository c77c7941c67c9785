package org.facemargin.experiments.search;

import java.util.Optional;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.PictureEmbedding;
import org.facemargin.experiments.models.ModelSource;
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
    return embedding().seen(alignment.faces().apply(pictures));
  }

  /**
   * Embeds every picture.
   *
   * @throws org.facemargin.core.DataException if a picture is missing, corrupt or of another size
   *     than the network's, or has an embedding without direction; it is named
   */
  public EmbeddedPictures embed(FaceImageSource pictures, Progress progress) {
    return embed(pictures, progress, EmbeddingExtractor.Unreadable.STOP);
  }

  /**
   * Embeds every picture that can be read and aligned.
   *
   * @param unreadable hears of every other
   */
  public EmbeddedPictures embed(
      FaceImageSource pictures, Progress progress, EmbeddingExtractor.Unreadable unreadable) {
    FeatureSet features = embedding().of(alignment.faces().apply(pictures), progress, unreadable);
    return new EmbeddedPictures(features.names(), features.summed());
  }

  private PictureEmbedding embedding() {
    return new PictureEmbedding(model.embedder(), flip, extractor, Optional.empty());
  }

  /** Everything that an embedding depends on but its picture. */
  public Ingredients ingredients() {
    return model
        .ingredients()
        .with("alignment", alignment.ingredients().key())
        .with("flip", flip)
        .with("batch", Math.min(extractor.batch(), model.embedder().maxBatch()));
  }

  @Override
  public void close() {
    model.embedder().close();
  }
}
