package org.facemargin.experiments.run;

import java.util.Map;
import org.facemargin.faces.noise.NoiseKind;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Label noise on purpose. A plain number is the share of closed-set noise; {@code {kind: open-set,
 * share: 0.2}} says which kind. The stream of the draws is "label-noise".
 *
 * @param kind how labels are wrong
 * @param share share of pictures with a wrong label, in [0, 1]; 0 is a clean set
 */
public record LabelNoiseConfig(NoiseKind kind, double share) {

  private static final String KEY = "label_noise";

  static LabelNoiseConfig from(ConfigReader data) {
    if (!data.isSection(KEY)) {
      return new LabelNoiseConfig(NoiseKind.CLOSED_SET, data.number(KEY, 0, 0, 1));
    }
    ConfigReader reader = data.section(KEY);
    NoiseKind kind = reader.choice("kind", NoiseKind.class, NoiseKind.CLOSED_SET);
    double share = reader.number("share", 0, 1);
    if (kind == NoiseKind.OPEN_SET && share == 1) {
      throw reader.error("share", "is 1, but open-set noise has to leave somebody: below 1");
    }
    if (kind == NoiseKind.CLOSED_SET) {
      data.resolvedAs(Map.of(KEY, share));
    }
    return new LabelNoiseConfig(kind, share);
  }

  boolean isClean() {
    return share == 0;
  }
}
