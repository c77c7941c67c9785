package org.facemargin.margins.losses;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.facemargin.core.Settings;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.ConfiguredLoss;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.LossDeclaration;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;

/**
 * Normalised softmax (NormFace): z = c, dz/dc = 1. The family's member without a margin.
 *
 * <p>Source: Wang, Xiang, Cheng, Yuille, NormFace: L2 Hypersphere Embedding for Face Verification,
 * ACM MM 2017, arXiv 1704.06369. There the scale is learnt; here it is set. Not for final models:
 * without a margin open-set verification is clearly worse.
 */
@AutoService(MarginLossFactory.class)
public final class SoftmaxLoss extends ConfiguredLoss {

  private static final LossDeclaration DECLARED =
      LossDeclaration.of(
          "softmax",
          "z = cos θ",
          "Wang, Xiang, Cheng, Yuille, NormFace: L2 Hypersphere Embedding for Face Verification,"
              + " ACM MM 2017, arXiv 1704.06369",
          Map.of(),
          scale(64, "The family's usual 64; NormFace learns it."),
          gradient(GradientMode.EXACT, "Both are the same without a margin."),
          wcRelu());

  /** With the published defaults. */
  public SoftmaxLoss() {
    this(DECLARED.defaults());
  }

  private SoftmaxLoss(Settings settings) {
    super(DECLARED, settings);
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new SoftmaxLoss(settings);
  }

  @Override
  public <T> T target(Algebra<T> algebra, Sample<T> sample) {
    return sample.cosine();
  }

  @Override
  public boolean monotone() {
    return true;
  }
}
