package org.facemargin.margins;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/** A loss somebody adds, whole: z = c - m (1 - c)/2, dz/dc = 1 + m/2. */
@AutoService(MarginLossFactory.class)
public final class NewcomerLoss extends ConfiguredLoss {

  private static final LossDeclaration DECLARED =
      LossDeclaration.of(
          "newcomer",
          "z = cos θ - m · (1 - cos θ) / 2",
          "Made up for the test NewcomerLossTest",
          Map.of("m", "0"),
          scale(64, "Made up."),
          Parameter.number("m", 0.5, 0, 2, "Margin at θ = π; 0 is neutral. Made up."),
          gradient(GradientMode.EXACT, "Made up."),
          wcRelu());

  private final double margin;

  /** With the published defaults. */
  public NewcomerLoss() {
    this(DECLARED.defaults());
  }

  private NewcomerLoss(Settings settings) {
    super(DECLARED, settings);
    margin = settings.number("m");
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new NewcomerLoss(settings);
  }

  @Override
  public <T> T target(Algebra<T> algebra, Sample<T> sample) {
    return algebra.shift(algebra.scale(sample.cosine(), 1 + margin / 2), -margin / 2);
  }

  @Override
  public boolean monotone() {
    return true;
  }
}
