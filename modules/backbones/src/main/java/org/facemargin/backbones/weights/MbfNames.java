package org.facemargin.backbones.weights;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Mbf;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.ColorOrder;

/**
 * arcface_torch's {@code mbf}. Source of names: insightface, arcface_torch,
 * backbones/mobilefacenet.py.
 */
final class MbfNames implements WeightFamily {

  private static final Pattern BLOCK = Pattern.compile("stage(\\d+)\\.block(\\d+)\\.(.+)");
  private static final String MATRIX = "features.layers.2.weight";
  private static final String STEM = "layers.0.layers.0.weight";

  /** Channels of the published stem. */
  private static final int STEM_CHANNELS = 128;

  /** Four strides of 2 before the global convolution. */
  private static final int STRIDES = 16;

  private static final Map<String, String> ENDS =
      Map.ofEntries(
          Map.entry("stem.conv", "layers.0.layers.0"),
          Map.entry("stem.bn", "layers.0.layers.1"),
          Map.entry("stem.prelu", "layers.0.layers.2"),
          Map.entry("stem.depthwise.conv", "layers.1.layers.0"),
          Map.entry("stem.depthwise.bn", "layers.1.layers.1"),
          Map.entry("stem.depthwise.prelu", "layers.1.layers.2"),
          Map.entry("last.conv", "conv_sep.layers.0"),
          Map.entry("last.bn", "conv_sep.layers.1"),
          Map.entry("last.prelu", "conv_sep.layers.2"),
          Map.entry("global.conv", "features.layers.0.layers.0"),
          Map.entry("global.bn", "features.layers.0.layers.1"),
          Map.entry("head.fc", "features.layers.2"),
          Map.entry("embedding", "features.layers.3"));

  private static final Map<String, String> INSIDE =
      Map.of(
          "expand.conv", "0.layers.0",
          "expand.bn", "0.layers.1",
          "expand.prelu", "0.layers.2",
          "depthwise.conv", "1.layers.0",
          "depthwise.bn", "1.layers.1",
          "depthwise.prelu", "1.layers.2",
          "project.conv", "2.layers.0",
          "project.bn", "2.layers.1");

  @Override
  public String marker() {
    return "conv_sep.layers.0.weight";
  }

  @Override
  public Network network(ArrayGroup arrays, String prefix, OptionalInt sizePx) {
    int side = arrays.extent("features.layers.0.layers.0.weight", 2);
    double width = (double) arrays.extent(STEM, 0) / STEM_CHANNELS;
    BackboneSettings settings =
        new BackboneSettings(sizePx.orElse(side * STRIDES), arrays.extent(MATRIX, 0), width);
    return new Network(
        "arcface_torch mbf",
        new Mbf().configuration(settings, 0),
        Optional.of(new KnownInput(ColorOrder.RGB, 0.5, 0.5, "arcface_torch trains them")),
        Set.of(),
        Map.of());
  }

  @Override
  public Optional<String> nameOf(ParameterSegment segment, Network network) {
    String key = "." + TORCH_KEYS.get(segment.block().key());
    Matcher block = BLOCK.matcher(segment.vertex());
    if (!block.matches()) {
      return Optional.ofNullable(ENDS.get(segment.vertex())).map(vertex -> vertex + key);
    }
    int stage = Integer.parseInt(block.group(1));
    int index = Integer.parseInt(block.group(2));
    return Optional.ofNullable(INSIDE.get(block.group(3)))
        .map(inside -> module(stage, index) + ".layers." + inside + key);
  }

  /** Stages 1, 3 and 5 are a block with a stride and a sequence; 2 and 4 are one block. */
  private static String module(int stage, int index) {
    boolean sequence = stage == 1 ? index > 1 : stage % 2 == 1;
    if (!sequence) {
      return "layers." + (stage == 1 ? 2 : stage + 2);
    }
    int first = stage == 1 ? 2 : 1;
    return "layers." + (stage + 2) + ".layers." + (index - first);
  }
}
