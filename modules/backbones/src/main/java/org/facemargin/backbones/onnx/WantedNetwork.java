package org.facemargin.backbones.onnx;

import java.util.OptionalInt;
import org.facemargin.core.ModelCard;

/**
 * What is asked of a file's network.
 *
 * @param input name of its input, or empty for the only one
 * @param output name of its output, or empty for the only one
 * @param widthPx width of its pictures
 * @param heightPx height of its pictures
 * @param dimension components of an embedding, where that is known
 */
record WantedNetwork(
    String input, String output, int widthPx, int heightPx, OptionalInt dimension) {

  static WantedNetwork of(ModelCard card) {
    return new WantedNetwork(
        card.inputName(),
        card.outputName(),
        card.image().widthPx(),
        card.image().heightPx(),
        OptionalInt.of(card.dimension()));
  }
}
