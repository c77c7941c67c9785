package org.facemargin.evaluation.benchmark;

import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.EmbeddingCache;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.scores.ScoreFiles;

/**
 * What is measured, with what.
 *
 * @param embedder the network, if there is one
 * @param cache where the network's embeddings are kept, if they are
 * @param features stored embeddings, if there are any
 * @param scores scores computed elsewhere, if there are any
 * @param data folder the card's files are looked for in
 * @param pairs pair list to use instead of the card's
 * @param images folder of pictures to use instead of the card's
 * @param flip what is done with the mirrored face
 * @param batch pictures a pass
 * @param threads threads that decode and run the network
 * @param progress where progress goes
 */
public record EvaluationRequest(
    Optional<FaceEmbedder> embedder,
    Optional<EmbeddingCache> cache,
    Optional<FeatureSet> features,
    Optional<ScoreFiles> scores,
    Path data,
    Optional<Path> pairs,
    Optional<Path> images,
    FlipPolicy flip,
    int batch,
    int threads,
    Progress progress) {}
