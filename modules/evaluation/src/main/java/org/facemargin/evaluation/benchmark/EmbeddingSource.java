package org.facemargin.evaluation.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.evaluation.features.EmbeddingCache;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.features.MirroredHalves;
import org.facemargin.faces.source.NamedPictures;
import org.facemargin.faces.source.ResizedFaces;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/**
 * Where a protocol's embeddings come from: stored ones, whose state the card knows, or a network
 * over the pictures below the card's {@code images} folder.
 *
 * @param state what has been done to stored embeddings: {@code features: {flip, norm}}
 * @param images folder of pictures, where the card names one
 */
public record EmbeddingSource(FeatureState state, Optional<DataPath> images) {

  private static final List<String> FLIPS = List.of("none", "concatenated", "summed");
  private static final List<String> NORMS = List.of("kept", "dropped");

  /** Reads {@code features} and {@code images} of a card. */
  public static EmbeddingSource read(ConfigReader card) {
    return new EmbeddingSource(
        state(card.sectionOrEmpty("features")),
        card.has("images") ? Optional.of(card.dataPath("images")) : Optional.empty());
  }

  /** Reads {@code flip} and {@code norm}. */
  public static FeatureState state(ConfigReader features) {
    return new FeatureState(
        FeatureState.Flip.values()[FLIPS.indexOf(features.oneOf("flip", FLIPS, "none"))],
        FeatureState.Norm.values()[NORMS.indexOf(features.oneOf("norm", NORMS, "kept"))]);
  }

  /** Stored embeddings with what the card says of them, if the request has any. */
  public Optional<FeatureSet> stored(EvaluationRequest request) {
    Optional<FeatureSet> stored =
        request.features().map(given -> new FeatureSet(given.names(), given.matrix(), state));
    stored
        .map(FeatureSet::matrix)
        .filter(matrix -> state.flip() == FeatureState.Flip.CONCATENATED && matrix.rows() > 1)
        .map(matrix -> MirroredHalves.of(matrix).words(matrix.dimension()))
        .ifPresent(request.progress()::note);
    return stored;
  }

  /**
   * Embeddings that cover these names.
   *
   * @throws ConfigurationException if the request has neither stored embeddings nor a network with
   *     pictures
   * @throws org.facemargin.core.DataException if a picture is missing or corrupt
   */
  public FeatureSet of(EvaluationRequest request, List<String> names) {
    Optional<FeatureSet> stored = stored(request);
    if (stored.isPresent()) {
      return stored.get();
    }
    FaceEmbedder network =
        request
            .embedder()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "Nothing to evaluate: give --features with --list, or --model."));
    NamedPictures pictures = NamedPictures.below(folder(request), names);
    return embedded(request, network, pictures).features();
  }

  /** Where the network finds the pictures. */
  public Path folder(EvaluationRequest request) {
    return request
        .images()
        .or(() -> images.map(DataPath::resolve))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "The card names no folder of pictures for the network: give --images DIR, or"
                        + " stored embeddings with --features and --list."));
  }

  /**
   * What a network gave.
   *
   * @param stored how many embeddings were on disk already
   */
  public record Embedded(FeatureSet features, int stored) {}

  /** Runs pictures through the request's network; mirrored copies beside them where it asks so. */
  public static Embedded embedded(
      EvaluationRequest request, FaceEmbedder network, FaceImageSource pictures) {
    boolean mirrored = request.flip() == FlipPolicy.SUM;
    EmbeddingExtractor extractor = new EmbeddingExtractor(request.batch(), request.threads());
    FaceImageSource sized = sized(network, pictures);
    EmbeddingCache.Embedded embedded =
        request
            .cache()
            .map(cache -> cache.embed(extractor, network, sized, mirrored, request.progress()))
            .orElseGet(
                () ->
                    new EmbeddingCache.Embedded(
                        extractor.extract(network, sized, mirrored, request.progress()), 0));
    List<String> names = IntStream.range(0, pictures.size()).mapToObj(pictures::nameOf).toList();
    FeatureState.Flip flip = mirrored ? FeatureState.Flip.CONCATENATED : FeatureState.Flip.NONE;
    FeatureState state = new FeatureState(flip, FeatureState.Norm.KEPT);
    return new Embedded(new FeatureSet(names, embedded.matrix(), state), embedded.stored());
  }

  /**
   * Our checkpoints take aligned faces of any size; a foreign network's card names the only one.
   */
  static FaceImageSource sized(FaceEmbedder network, FaceImageSource pictures) {
    return network.takesAnySize()
        ? new ResizedFaces(pictures, network.imageSpec().widthPx())
        : pictures;
  }

  /** How mirrored copies were used, in words. */
  public static String words(FeatureState state) {
    return switch (state.flip()) {
      case NONE -> "flip none";
      case CONCATENATED, SUMMED -> "flip sum";
    };
  }
}
