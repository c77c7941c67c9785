package org.facemargin.evaluation.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.ImageSpec;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.FeatureState;
import org.facemargin.evaluation.features.MirroredHalves;
import org.facemargin.evaluation.features.PictureEmbedding;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.LandmarkedFaces;
import org.facemargin.faces.source.NamedPictures;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/**
 * Where a protocol's embeddings come from: stored ones, whose state the card knows, or a network
 * over the pictures below the card's {@code images} folder, which are aligned faces, or photographs
 * that {@code landmarks} say how to cut: five points to the template of the network's size.
 *
 * @param state what has been done to stored embeddings: {@code features: {flip, norm}}
 * @param images folder of pictures, where the card names one
 * @param landmarks file with the points of one face a picture; empty where pictures are aligned
 */
public record EmbeddingSource(
    FeatureState state, Optional<DataPath> images, Optional<DataPath> landmarks) {

  private static final List<String> FLIPS = List.of("none", "concatenated", "summed");
  private static final List<String> NORMS = List.of("kept", "dropped");

  /** Stored embeddings, or pictures that a protocol finds itself. */
  public EmbeddingSource(FeatureState state) {
    this(state, Optional.empty(), Optional.empty());
  }

  /** Reads {@code features}, {@code images} and {@code landmarks} of a card. */
  public static EmbeddingSource read(ConfigReader card) {
    return new EmbeddingSource(
        state(card.sectionOrEmpty("features")), path(card, "images"), path(card, "landmarks"));
  }

  private static Optional<DataPath> path(ConfigReader card, String key) {
    return card.has(key) ? Optional.of(card.dataPath(key)) : Optional.empty();
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
    PictureEmbedding embedding = request.embedding();
    FaceImageSource faces = faces(NamedPictures.below(folder(request), names), embedding);
    return embedding.of(faces, request.progress()).features();
  }

  private FaceImageSource faces(NamedPictures pictures, PictureEmbedding embedding) {
    if (landmarks.isEmpty()) {
      return pictures;
    }
    ImageSpec size = embedding.network().imageSpec();
    AlignmentTemplate template =
        embedding.network().takesAnySize()
            ? AlignmentTemplate.ARCFACE_112
            : AlignmentTemplate.ofSize(size.widthPx(), size.heightPx());
    return LandmarkedFaces.of(pictures, landmarks.get().resolve(), template);
  }

  /**
   * Checks that there is something to embed.
   *
   * @throws org.facemargin.core.DataException if a picture is missing
   */
  public void require(EvaluationRequest request, List<String> names) {
    if (request.features().isEmpty()) {
      NamedPictures.below(folder(request), names);
    }
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

  /** How mirrored copies were used, in words. */
  public static String words(FeatureState state) {
    return switch (state.flip()) {
      case NONE -> "flip none";
      case CONCATENATED, SUMMED -> "flip sum";
    };
  }
}
