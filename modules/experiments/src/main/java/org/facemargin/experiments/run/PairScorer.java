package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.faces.source.ResizedFaces;

/** Embeds the pictures of a set of pairs and compares the pairs. */
final class PairScorer {

  private final PairedFaces faces;
  private final FlipPolicy flip;

  PairScorer(PairedFaces faces, FlipPolicy flip) {
    this.faces = faces;
    this.flip = flip;
  }

  /** The distance of every pair. */
  PairScores scores(FaceEmbedder embedder, Progress progress) {
    FaceImageSource images = new ResizedFaces(faces.images(), embedder.imageSpec().widthPx());
    int threads = Runtime.getRuntime().availableProcessors();
    ArrayFeatures features =
        new EmbeddingExtractor(embedder.maxBatch(), threads)
            .extract(embedder, images, flip == FlipPolicy.SUM, progress);
    PairList list = list();
    return new PairScores(faces.pairs(), list, PairDistances.of(features, flip, list));
  }

  private PairList list() {
    List<FacePair> pairs = faces.pairs();
    boolean[] same = new boolean[pairs.size()];
    for (int i = 0; i < same.length; i++) {
      same[i] = pairs.get(i).same();
    }
    return new PairList(
        pairs.stream().mapToInt(FacePair::first).toArray(),
        pairs.stream().mapToInt(FacePair::second).toArray(),
        same,
        faces.folds());
  }
}
