package org.facemargin.evaluation.features;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.faces.source.ResizedFaces;

/**
 * How aligned faces become embeddings: the one way, whether a protocol asks or a user who compares
 * two pictures.
 *
 * @param network the network; not closed with this
 * @param flip what is done with the mirrored face
 * @param extractor batch and threads
 * @param cache where embeddings are kept, if they are
 */
public record PictureEmbedding(
    FaceEmbedder network,
    FlipPolicy flip,
    EmbeddingExtractor extractor,
    Optional<EmbeddingCache> cache) {

  /**
   * What a network gave.
   *
   * @param features a row a picture; [original, mirrored] where the flip policy is SUM
   * @param stored how many rows were on disk already
   */
  public record Embedded(FeatureSet features, int stored) {}

  /**
   * Embeds every picture.
   *
   * @throws org.facemargin.core.DataException if a picture is missing, corrupt or of another size
   *     than the network's, or has an embedding without direction; it is named
   */
  public Embedded of(FaceImageSource pictures, Progress progress) {
    FaceImageSource faces = seen(pictures);
    boolean mirrored = flip == FlipPolicy.SUM;
    EmbeddingCache.Embedded embedded =
        cache
            .map(kept -> kept.embed(extractor, network, faces, mirrored, progress))
            .orElseGet(
                () ->
                    new EmbeddingCache.Embedded(
                        extractor.extract(network, faces, mirrored, progress), 0));
    List<String> names = IntStream.range(0, pictures.size()).mapToObj(pictures::nameOf).toList();
    return new Embedded(features(names, embedded.matrix()), embedded.stored());
  }

  /**
   * Embeds the pictures that can be read, keeping nothing.
   *
   * @param unreadable hears of every other; whatever it throws ends the work
   */
  public FeatureSet of(
      FaceImageSource pictures, Progress progress, EmbeddingExtractor.Unreadable unreadable) {
    SortedSet<Integer> missing = new ConcurrentSkipListSet<>();
    ArrayFeatures all =
        extractor.extract(
            network,
            seen(pictures),
            flip == FlipPolicy.SUM,
            progress,
            (index, why) -> {
              unreadable.found(index, why);
              missing.add(index);
            });
    int[] rows = IntStream.range(0, all.rows()).filter(row -> !missing.contains(row)).toArray();
    return features(
        IntStream.of(rows).mapToObj(pictures::nameOf).toList(), new SelectedRows(all, rows));
  }

  private FeatureSet features(List<String> names, FeatureMatrix rows) {
    FeatureState.Flip kind =
        flip == FlipPolicy.SUM ? FeatureState.Flip.CONCATENATED : FeatureState.Flip.NONE;
    return new FeatureSet(names, rows, new FeatureState(kind, FeatureState.Norm.KEPT));
  }

  /**
   * The pictures as the network sees them: our checkpoints take aligned faces of any size, a
   * foreign network's card names the only one.
   */
  public FaceImageSource seen(FaceImageSource pictures) {
    return network.takesAnySize()
        ? new ResizedFaces(pictures, network.imageSpec().widthPx())
        : pictures;
  }
}
