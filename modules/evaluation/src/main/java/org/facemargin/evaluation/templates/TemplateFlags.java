package org.facemargin.evaluation.templates;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.evaluation.features.FeatureState;

/**
 * The three switches an IJB number depends on. "use_norm_score" means opposite things in two files
 * of one peer: here the switch says what is done.
 *
 * @param keepNorm whether embeddings keep the length the network gave them, which then weighs them
 *     (N1), or are made unit (N0)
 * @param detectorScore whether embeddings are multiplied by the detector's score (D1)
 * @param flip whether the mirrored embedding is added (F2) or left out (F0); insightface's
 *     notebooks have F1 for concatenation
 */
public record TemplateFlags(boolean keepNorm, boolean detectorScore, boolean flip) {

  /** N1D1F2 and its like, in the sense of insightface's original notebooks. */
  public String code() {
    return (keepNorm ? "N1" : "N0") + (detectorScore ? "D1" : "D0") + (flip ? "F2" : "F0");
  }

  /**
   * Whether tables of papers have these beside the fullest: no more than one switch differs, and it
   * is not the flip.
   */
  public boolean isUsualBeside(TemplateFlags fullest) {
    return flip == fullest.flip
        && (keepNorm == fullest.keepNorm || detectorScore == fullest.detectorScore);
  }

  /** In words. */
  public String words() {
    return "feature norm "
        + (keepNorm ? "kept" : "dropped")
        + ", detector score "
        + (detectorScore ? "used" : "not used")
        + ", flip "
        + (flip ? "sum" : "none");
  }

  /** Every combination that stored features still allow, the fullest last. */
  public static List<TemplateFlags> possible(FeatureState state, boolean scores) {
    List<TemplateFlags> all = new ArrayList<>();
    for (boolean flip : new boolean[] {false, true}) {
      boolean flipPossible =
          state.flip() == FeatureState.Flip.CONCATENATED
              || flip == (state.flip() == FeatureState.Flip.SUMMED);
      for (boolean keep : new boolean[] {false, true}) {
        for (boolean detector : new boolean[] {false, true}) {
          if (flipPossible
              && (!keep || state.norm() == FeatureState.Norm.KEPT)
              && (!detector || scores)) {
            all.add(new TemplateFlags(keep, detector, flip));
          }
        }
      }
    }
    return all;
  }

  /** Why combinations are missing from {@link #possible}, in words; empty where none is. */
  public static List<String> leftOut(FeatureState state, boolean scores) {
    List<String> reasons = new ArrayList<>();
    switch (state.flip()) {
      case NONE -> reasons.add("F2, as no mirrored embeddings are stored (flip: none)");
      case SUMMED -> reasons.add("F0, as mirrored embeddings are added already (flip: summed)");
      case CONCATENATED -> {}
    }
    if (state.norm() == FeatureState.Norm.DROPPED) {
      reasons.add("N1, as embeddings are unit already (norm: dropped)");
    }
    if (!scores) {
      reasons.add("D1, as the card names no landmarks file with detector scores");
    }
    return reasons;
  }
}
