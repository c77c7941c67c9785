package org.facemargin.experiments.models;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.backbones.onnx.OnnxReading;
import org.facemargin.backbones.weights.NetworkFormat;
import org.facemargin.backbones.weights.WeightsReading;
import org.facemargin.files.Sha256;

/** Every file a network's numbers come from. */
final class NetworkFiles {

  private NetworkFiles() {}

  /** The file itself, then those it needs beside it: MXNet's other one, ONNX's external data. */
  static List<Path> of(Path model) {
    return switch (NetworkFormat.of(model)) {
      case ONNX -> OnnxReading.files(model);
      case MXNET_SYMBOL, MXNET_PARAMETERS -> WeightsReading.files(model);
      case CHECKPOINT, PYTORCH_ZIP, PYTORCH_LEGACY, SAFETENSORS -> List.of(model);
    };
  }

  /** The hash of the file where it is the only one, else that of all their hashes. */
  static String sha256(Path model) {
    List<Path> files = of(model);
    return files.size() == 1
        ? Sha256.of(model)
        : Sha256.of(files.stream().map(Sha256::of).collect(Collectors.joining("\n")));
  }
}
