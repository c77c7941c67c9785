package org.facemargin.margins;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;

/** A loss somebody adds, whole: z = c - m (1 - c)/2, dz/dc = 1 + m/2. */
@AutoService(MarginLossFactory.class)
public final class NewcomerLoss implements MarginLossFactory {

  @Override
  public String name() {
    return "newcomer";
  }

  @Override
  public String formula() {
    return "z = cos θ - m · (1 - cos θ) / 2";
  }

  @Override
  public String citation() {
    return "Made up for the test NewcomerLossTest";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        ConfiguredLoss.scale(64, "Made up."),
        Parameter.number("m", 0.5, 0, 2, "Margin at θ = π; 0 is neutral. Made up."),
        ConfiguredLoss.gradient(GradientMode.EXACT, "Made up."),
        ConfiguredLoss.wcRelu());
  }

  @Override
  public Optional<Map<String, String>> neutral() {
    return Optional.of(Map.of("m", "0"));
  }

  @Override
  public MarginLoss create(Settings settings) {
    return new Loss(this, settings);
  }

  private static final class Loss extends ConfiguredLoss {
    private final double margin;

    private Loss(MarginLossFactory factory, Settings settings) {
      super(factory, settings);
      margin = settings.number("m");
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
}
