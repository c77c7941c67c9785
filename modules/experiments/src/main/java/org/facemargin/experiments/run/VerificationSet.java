package org.facemargin.experiments.run;

import org.facemargin.core.FlipPolicy;
import org.facemargin.faces.sets.PairSource;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Pairs a run is verified on, by LFW's ten-fold protocol.
 *
 * @param name what records call the benchmark
 * @param pairs where the pairs come from
 * @param flip what is done with the mirrored face
 */
public record VerificationSet(String name, PairSource pairs, FlipPolicy flip) {

  static VerificationSet from(ConfigReader reader) {
    return new VerificationSet(
        reader.word("name"),
        PairSource.read(reader),
        reader.choice("flip", FlipPolicy.class, FlipPolicy.NONE));
  }
}
