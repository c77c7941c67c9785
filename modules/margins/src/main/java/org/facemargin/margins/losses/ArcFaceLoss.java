package org.facemargin.margins.losses;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.BeyondPi;
import org.facemargin.margins.ConfiguredLoss;
import org.facemargin.margins.GradientMode;
import org.facemargin.margins.LossDeclaration;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.PeerSetting;

/**
 * ArcFace, additive margin on the angle: z = cos(θ + m), dz/dc = sin(θ + m) / sin θ = cos m + c sin
 * m / √(1 - c²).
 *
 * <p>Two losses bear this name. arcface_torch since 2022-12-15 computes z without gradient, so that
 * dz/dc := 1, and leaves cos(θ + m) as it is beyond π: that is the default here ({@code
 * gradient=detached}, {@code beyond_pi=raw}). The paper's own gradient is {@code gradient=exact};
 * earlier insightface code, TFace and CurricularFace's baseline are {@code gradient=exact,
 * beyond_pi=fallback}; OpenSphere is {@code gradient=detached, beyond_pi=clamp}.
 *
 * <p>The exact derivative grows without bound at θ = 0, and falls without bound at θ = π unless
 * {@code beyond_pi} changes the branch; there it is held as {@link
 * org.facemargin.margins.Margins#EDGE} says.
 *
 * <p>Source: Deng, Guo, Xue, Zafeiriou, ArcFace: Additive Angular Margin Loss for Deep Face
 * Recognition, CVPR 2019, arXiv 1801.07698, eq. 3.
 */
@AutoService(MarginLossFactory.class)
public final class ArcFaceLoss extends ConfiguredLoss {

  private static final LossDeclaration DECLARED =
      LossDeclaration.of(
          "arcface",
          "z = cos(θ + m)",
          "Deng, Guo, Xue, Zafeiriou, ArcFace: Additive Angular Margin Loss for Deep Face"
              + " Recognition, CVPR 2019, arXiv 1801.07698, eq. 3",
          Map.of("m", "0"),
          scale(64, "arcface_torch."),
          Parameter.number("m", 0.5, 0, Math.PI, "Margin in radians. arcface_torch."),
          gradient(GradientMode.DETACHED, "arcface_torch is detached; the paper is exact."),
          beyondPi(BeyondPi.RAW, "arcface_torch is raw."),
          wcRelu(),
          interclassFilter());

  private final double margin;
  private final BeyondPi beyondPi;

  /** With the published defaults. */
  public ArcFaceLoss() {
    this(DECLARED.defaults());
  }

  private ArcFaceLoss(Settings settings) {
    super(DECLARED, settings);
    margin = settings.number("m");
    beyondPi = BeyondPi.of(settings.word("beyond_pi"));
  }

  @Override
  public List<PeerSetting> peers() {
    return List.of(
        new PeerSetting("arcface_torch since December 2022", Map.of()),
        new PeerSetting(
            "insightface in March 2021", Map.of("gradient", "exact", "beyond_pi", "raw")),
        new PeerSetting(
            "insightface in 2022 before December; TFace; CurricularFace's baseline",
            Map.of("gradient", "exact", "beyond_pi", "fallback")),
        new PeerSetting("FaceX-Zoo", Map.of("gradient", "exact", "beyond_pi", "cosine")),
        new PeerSetting("OpenSphere", Map.of("gradient", "detached", "beyond_pi", "clamp")));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new ArcFaceLoss(settings);
  }

  @Override
  public <T> T target(Algebra<T> algebra, Sample<T> sample) {
    return beyondPi.cosineOfSum(algebra, sample.cosine(), algebra.constant(margin));
  }

  @Override
  public boolean monotone() {
    return margin == 0 || beyondPi.monotone();
  }
}
