package org.facemargin.backbones.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.IResNetGraph;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.core.ColorOrder;

/**
 * arcface_torch's IResNet, and MagFace's, which has the same names below {@code features.} but
 * another epsilon (2e-5), a free last gamma, and is fed BGR pictures in [0, 1].
 *
 * <p>Source of names: insightface, arcface_torch, backbones/iresnet.py; IrvingMeng/MagFace,
 * models/iresnet.py and inference/gen_feat.py; CVLface, models/iresnet_insightface.
 */
final class IResNetNames implements WeightFamily {

  private static final Pattern BLOCK = Pattern.compile("stage(\\d+)\\.block(\\d+)\\.(.+)");
  private static final Pattern MAGFACE = Pattern.compile("(.*\\.)?features\\.(module\\.)?");
  private static final double MAGFACE_EPSILON = 2e-5;

  /** What is divided between the picture and the last map: four strides of 2. */
  private static final int STRIDES = 16;

  private static final Map<String, String> ENDS =
      Map.of(
          "stem.conv", "conv1",
          "stem.bn", "bn1",
          "stem.prelu", "prelu",
          "head.bn", "bn2",
          "head.fc", "fc",
          "embedding", "features");

  private static final Map<String, String> INSIDE =
      Map.of(
          "bn1", "bn1",
          "conv1", "conv1",
          "bn2", "bn2",
          "prelu", "prelu",
          "conv2", "conv2",
          "bn3", "bn3",
          "shortcut.conv", "downsample.0",
          "shortcut.bn", "downsample.1");

  @Override
  public String marker() {
    return "layer1.0.bn1.weight";
  }

  @Override
  public Network network(ArrayGroup arrays, String prefix, OptionalInt sizePx) {
    List<Integer> blocks = new ArrayList<>();
    List<Integer> channels = new ArrayList<>();
    while (arrays.has("layer" + (blocks.size() + 1) + ".0.bn1.weight")) {
      String stage = "layer" + (blocks.size() + 1) + ".";
      channels.add(arrays.extent(stage + "0.conv1.weight", 0));
      blocks.add(arrays.count(stage, ".bn1.weight"));
    }
    boolean magFace = MAGFACE.matcher(prefix).matches();
    IResNetGraph.Variant variant =
        magFace
            ? new IResNetGraph.Variant(
                MAGFACE_EPSILON, false, false, true, IResNetGraph.Unit.BASIC, 0)
            : IResNetGraph.Variant.ARCFACE_TORCH;
    int side = side(arrays, "fc.weight", channels.get(channels.size() - 1));
    BackboneSettings settings =
        new BackboneSettings(sizePx.orElse(side * STRIDES), arrays.extent("fc.weight", 0), 1);
    return new Network(
        (magFace ? "MagFace" : "arcface_torch") + " IResNet of " + blocks + " blocks",
        new IResNetGraph(blocks, channels, variant).configuration(settings, 0),
        Optional.of(
            magFace
                ? new KnownInput(ColorOrder.BGR, 0, 1, "MagFace's inference/gen_feat.py reads them")
                : new KnownInput(ColorOrder.RGB, 0.5, 0.5, "arcface_torch trains them")),
        Set.of(),
        Map.of());
  }

  /** Side of the last map, from a matrix's inputs. */
  static int side(ArrayGroup arrays, String matrix, int channels) {
    return Math.max(1, (int) Math.round(Math.sqrt((double) arrays.extent(matrix, 1) / channels)));
  }

  @Override
  public Optional<String> nameOf(ParameterSegment segment, Network network) {
    String key = "." + TORCH_KEYS.get(segment.block().key());
    Matcher block = BLOCK.matcher(segment.vertex());
    if (!block.matches()) {
      return Optional.ofNullable(ENDS.get(segment.vertex())).map(vertex -> vertex + key);
    }
    int index = Integer.parseInt(block.group(2)) - 1;
    return Optional.ofNullable(INSIDE.get(block.group(3)))
        .map(inside -> "layer" + block.group(1) + "." + index + "." + inside + key);
  }
}
