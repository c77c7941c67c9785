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
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.DataException;

/**
 * The IR networks of face.evoLVe's line: AdaFace, CVLface, TFace, and CurricularFace, whose blocks
 * lack the batch normalisation between first convolution and PReLU. All blocks are numbered
 * through; the first of the first stage samples its shortcut.
 *
 * <p>Source of names: mk-minchul/AdaFace, net.py and inference.py (BGR; weights below {@code
 * model.}); mk-minchul/CVLface, models/iresnet (RGB; below {@code net.});
 * HuangYG123/CurricularFace, backbone/model_irse.py.
 */
final class IrNames implements WeightFamily {

  private static final Pattern BLOCK = Pattern.compile("stage(\\d+)\\.block(\\d+)\\.(.+)");
  private static final int STRIDES = 16;
  private static final String EMBEDDING = "output_layer.4";
  private static final String MATRIX = "output_layer.3.weight";

  private static final Map<String, String> ENDS =
      Map.of(
          "stem.conv", "input_layer.0",
          "stem.bn", "input_layer.1",
          "stem.prelu", "input_layer.2",
          "head.bn", "output_layer.0",
          "head.fc", "output_layer.3",
          "embedding", EMBEDDING);

  private static final Map<String, String> WITH_NORM =
      Map.of(
          "bn1", "res_layer.0",
          "conv1", "res_layer.1",
          "bn2", "res_layer.2",
          "prelu", "res_layer.3",
          "conv2", "res_layer.4",
          "bn3", "res_layer.5",
          "shortcut.conv", "shortcut_layer.0",
          "shortcut.bn", "shortcut_layer.1");

  private static final Map<String, String> WITHOUT_NORM =
      Map.of(
          "bn1", "res_layer.0",
          "conv1", "res_layer.1",
          "prelu", "res_layer.2",
          "conv2", "res_layer.3",
          "bn3", "res_layer.4",
          "shortcut.conv", "shortcut_layer.0",
          "shortcut.bn", "shortcut_layer.1");

  @Override
  public String marker() {
    return "body.0.res_layer.1.weight";
  }

  @Override
  public Network network(ArrayGroup arrays, String prefix, OptionalInt sizePx) {
    List<Integer> blocks = new ArrayList<>();
    List<Integer> channels = new ArrayList<>();
    int all = arrays.count("body.", ".res_layer.1.weight");
    for (int block = 0; block < all; block++) {
      String kernels = "body." + block + ".res_layer.1.weight";
      int out = arrays.extent(kernels, 0);
      if (arrays.extent(kernels, 2) != 3) {
        throw DataException.of(
            "%s: '%s' is no 3x3 convolution: bottleneck blocks (IR-152 and IR-200) are not read.",
            arrays.file(), kernels);
      }
      int stages = channels.size();
      if (stages == 0 || channels.get(stages - 1) != out) {
        channels.add(out);
        blocks.add(1);
      } else {
        blocks.set(stages - 1, blocks.get(stages - 1) + 1);
      }
    }
    boolean norm = arrays.has("body.0.res_layer.5.weight");
    IResNetGraph.Variant variant = new IResNetGraph.Variant(BatchNorm.EPSILON, false, true, norm);
    int side = IResNetNames.side(arrays, MATRIX, channels.get(channels.size() - 1));
    BackboneSettings settings =
        new BackboneSettings(sizePx.orElse(side * STRIDES), arrays.extent(MATRIX, 0), 1);
    return new Network(
        "IR network of " + blocks + " blocks" + (norm ? "" : " as CurricularFace has them"),
        new IResNetGraph(blocks, channels, variant).configuration(settings, 0),
        input(prefix, norm),
        arrays.has(EMBEDDING + ".weight") ? Set.of() : Set.of("embedding"));
  }

  /** Blocks with the middle normalisation are AdaFace's or CVLface's, as the prefix has it. */
  private static Optional<KnownInput> input(String prefix, boolean norm) {
    if (!norm) {
      return Optional.of(new KnownInput(ColorOrder.RGB, 0.5, 0.5, "CurricularFace trains them"));
    }
    if (prefix.endsWith("net.")) {
      return Optional.of(new KnownInput(ColorOrder.RGB, 0.5, 0.5, "CVLface trains them"));
    }
    return prefix.endsWith("model.")
        ? Optional.of(new KnownInput(ColorOrder.BGR, 0.5, 0.5, "AdaFace's inference.py reads them"))
        : Optional.empty();
  }

  @Override
  public Optional<String> nameOf(ParameterSegment segment, Network network) {
    String key = "." + TORCH_KEYS.get(segment.block().key());
    Matcher block = BLOCK.matcher(segment.vertex());
    if (!block.matches()) {
      return Optional.ofNullable(ENDS.get(segment.vertex())).map(vertex -> vertex + key);
    }
    boolean norm = network.configuration().getVertices().containsKey("stage1.block1.bn2");
    return Optional.ofNullable((norm ? WITH_NORM : WITHOUT_NORM).get(block.group(3)))
        .map(inside -> "body." + index(block, network) + "." + inside + key);
  }

  /** Blocks of the stages before, and those of this one before. */
  private static int index(Matcher block, Network network) {
    int stage = Integer.parseInt(block.group(1));
    int before = 0;
    for (String vertex : network.configuration().getVertices().keySet()) {
      Matcher other = BLOCK.matcher(vertex);
      boolean earlier = other.matches() && other.group(3).equals("conv1");
      if (earlier && Integer.parseInt(other.group(1)) < stage) {
        before++;
      }
    }
    return before + Integer.parseInt(block.group(2)) - 1;
  }
}
