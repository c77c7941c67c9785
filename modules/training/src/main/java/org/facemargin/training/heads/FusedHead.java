package org.facemargin.training.heads;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;

/** The {@link FusedMarginHead} by name. */
@AutoService(HeadKind.class)
public final class FusedHead implements HeadKind {

  private static final String SAMPLE_RATE = "sample_rate";
  private static final String UNSAMPLED = "unsampled";
  private static final String TOP_K_SHARE = "top_k_share";

  @Override
  public String name() {
    return "fused";
  }

  @Override
  public String description() {
    return "closed-form gradients, tiled over the classes, on the processors";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.number(
            SAMPLE_RATE, 1, 1e-6, 1, "Share of the classes a step looks at (PartialFC)."),
        Parameter.choice(
            UNSAMPLED,
            FusedHeadOptions.Unsampled.FROZEN,
            "What happens to the centres a step leaves out."),
        Parameter.number(
            TOP_K_SHARE,
            1,
            1e-6,
            1,
            "Share of the classes, those of the largest logits, from which an alpha-divergence's"
                + " threshold is first sought; 1 for all. The result is the same."));
  }

  @Override
  public boolean seesEveryClass(Settings settings) {
    return settings.number(SAMPLE_RATE) == 1;
  }

  @Override
  public void check(Settings settings, MarginLoss loss) {
    if (settings.number(TOP_K_SHARE) < 1 && !(loss.link() instanceof Link.AlphaDivergence)) {
      throw settings.error(
          TOP_K_SHARE, "is of use to an alpha-divergence loss only; '" + loss.name() + "' is none");
    }
  }

  @Override
  public MarginHead create(HeadRequest request) {
    Settings settings = request.settings();
    return new FusedMarginHead(
        request.loss(),
        request.classes(),
        request.dimension(),
        FusedHeadOptions.defaults()
            .withSampling(settings.number(SAMPLE_RATE), request.seed())
            .withUnsampled(settings.choice(UNSAMPLED, FusedHeadOptions.Unsampled.class))
            .withTopKShare(settings.number(TOP_K_SHARE)));
  }
}
