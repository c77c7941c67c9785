package org.facemargin.evaluation.benchmark;

import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingCache;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.PictureEmbedding;
import org.facemargin.evaluation.scores.ScoreFiles;

/**
 * What is measured, with what.
 *
 * @param embedder the network, if there is one
 * @param cache where the network's embeddings are kept, if they are
 * @param features stored embeddings, if there are any
 * @param scores scores computed elsewhere, if there are any
 * @param data folder the card's files are looked for in, if it is known
 * @param pairs pair list to use instead of the card's
 * @param images folder of pictures to use instead of the card's
 * @param flip what is done with the mirrored face
 * @param batch pictures a pass
 * @param threads threads that decode and run the network
 * @param progress where progress goes
 * @param detail how much is wanted
 */
public record EvaluationRequest(
    Optional<FaceEmbedder> embedder,
    Optional<EmbeddingCache> cache,
    Optional<FeatureSet> features,
    Optional<ScoreFiles> scores,
    Optional<Path> data,
    Optional<Path> pairs,
    Optional<Path> images,
    FlipPolicy flip,
    int batch,
    int threads,
    Progress progress,
    Detail detail) {

  /** How much is wanted of a measurement. */
  public enum Detail {
    /** Numbers, bootstrapped intervals, a page. */
    WHOLE,
    /** Numbers alone: what a run asks for while it trains. */
    NUMBERS
  }

  /** A network to be measured as it is, pictures in its largest batches. */
  public static EvaluationRequest ofNetwork(
      FaceEmbedder network, FlipPolicy flip, Optional<Path> data, Progress progress) {
    return new EvaluationRequest(
        Optional.of(network),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        data,
        Optional.empty(),
        Optional.empty(),
        flip,
        network.maxBatch(),
        Runtime.getRuntime().availableProcessors(),
        progress,
        Detail.WHOLE);
  }

  /** Nothing to measure yet: for finding a benchmark's data, which {@code data} may hold. */
  public static EvaluationRequest ofData(Optional<Path> data) {
    return new EvaluationRequest(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        data,
        Optional.empty(),
        Optional.empty(),
        FlipPolicy.NONE,
        1,
        1,
        Progress.SILENT,
        Detail.WHOLE);
  }

  /** The same, asked for in another detail. */
  public EvaluationRequest in(Detail other) {
    return new EvaluationRequest(
        embedder, cache, features, scores, data, pairs, images, flip, batch, threads, progress,
        other);
  }

  /**
   * How the network embeds.
   *
   * @throws ConfigurationException if there is none
   */
  public PictureEmbedding embedding() {
    FaceEmbedder network =
        embedder.orElseThrow(
            () ->
                new ConfigurationException(
                    "Nothing to evaluate: give --model, or --features with --list."));
    return new PictureEmbedding(network, flip, new EmbeddingExtractor(batch, threads), cache);
  }

  /** The bootstrap to run: none where numbers alone are wanted. */
  public BootstrapSettings bootstrap(BootstrapSettings wanted) {
    return detail == Detail.WHOLE ? wanted : BootstrapSettings.NONE;
  }

  /**
   * Where a path of the card lies.
   *
   * @throws DataException if it is relative and no data folder is known
   */
  public Path inData(String path) {
    if (Path.of(path).isAbsolute()) {
      return Path.of(path);
    }
    return data.orElseThrow(
            () ->
                new DataException(
                    "Where the benchmark's files lie is not known: give --data DIR, or set"
                        + " FACEMARGIN_DATA."))
        .resolve(path)
        .normalize();
  }
}
