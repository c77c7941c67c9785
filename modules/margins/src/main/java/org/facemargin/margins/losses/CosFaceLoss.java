package org.facemargin.margins.losses;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.ConfiguredLoss;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.LossDeclaration;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.PeerSetting;

/**
 * CosFace, additive margin on the cosine: z = c - m, dz/dc = 1. The two gradient modes are the same
 * loss.
 *
 * <p>Source: Wang et al., CosFace: Large Margin Cosine Loss for Deep Face Recognition, CVPR 2018,
 * arXiv 1801.09414, eq. 4; Wang, Cheng, Liu, Liu, Additive Margin Softmax for Face Verification,
 * 2018, arXiv 1801.05599. Defaults of arcface_torch (m 0.4, s 64); the paper uses m 0.35. No easy
 * margin, as in arcface_torch.
 */
@AutoService(MarginLossFactory.class)
public final class CosFaceLoss extends ConfiguredLoss {

  private static final LossDeclaration DECLARED =
      LossDeclaration.of(
          "cosface",
          "z = cos θ - m",
          "Wang et al., CosFace: Large Margin Cosine Loss for Deep Face Recognition, CVPR 2018,"
              + " arXiv 1801.09414, eq. 4",
          Map.of("m", "0"),
          scale(64, "arcface_torch."),
          Parameter.number(
              "m", 0.4, 0, 2, "Margin subtracted from the target cosine. arcface_torch."),
          gradient(GradientMode.EXACT, "Both are the same: dz/dc = 1."),
          wcRelu(),
          interclassFilter());

  private final double margin;

  /** With the published defaults. */
  public CosFaceLoss() {
    this(DECLARED.defaults());
  }

  private CosFaceLoss(Settings settings) {
    super(DECLARED, settings);
    margin = settings.number("m");
  }

  @Override
  public List<PeerSetting> peers() {
    return List.of(
        new PeerSetting("arcface_torch, margin_list (1, 0, 0.4)", Map.of()),
        new PeerSetting(
            "arcface_torch, margin_list (1, 0.3, 0.2), whose m2 it drops", Map.of("m", "0.2")),
        new PeerSetting("arcface_mxnet; OpenSphere's default", Map.of("m", "0.35")));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new CosFaceLoss(settings);
  }

  @Override
  public <T> T target(Algebra<T> algebra, Sample<T> sample) {
    return algebra.shift(sample.cosine(), -margin);
  }

  @Override
  public boolean monotone() {
    return true;
  }
}
