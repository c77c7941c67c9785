package org.facemargin.experiments.run;

import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Whether and how the network is exported at the end.
 *
 * @param onnx whether {@code model.onnx} is written
 * @param settings what it holds
 */
public record ExportConfig(boolean onnx, ExportSettings settings) {

  static ExportConfig from(ConfigReader reader) {
    return new ExportConfig(
        reader.flag("onnx", false),
        new ExportSettings(
            reader.flag("fold_batch_norm", true),
            reader.flag("pixel_input", false),
            reader.flag("unit_output", false)));
  }
}
