package org.facemargin.backbones.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.IResNetGraph;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.core.ColorOrder;

/**
 * The IR networks of face.evoLVe's line: AdaFace, CVLface, TFace, and CurricularFace, whose blocks
 * lack the batch normalisation between first convolution and PReLU. All blocks are numbered
 * through; the first of the first stage samples its shortcut. IR-152 and IR-200 are of bottlenecks.
 * Those with squeeze and excitation have it last in a block, by name ({@code se_block}: AdaFace) or
 * by number (face.evoLVe, InsightFace_Pytorch).
 *
 * <p>Source of names: mk-minchul/AdaFace, net.py and inference.py (BGR; weights below {@code
 * model.}); mk-minchul/CVLface, models/iresnet (RGB; below {@code net.});
 * HuangYG123/CurricularFace, backbone/model_irse.py; ZhaoJ9014/face.evoLVe, backbone/model_irse.py;
 * TreB1eN/InsightFace_Pytorch, model.py.
 */
final class IrNames implements WeightFamily {

  private static final Pattern BLOCK = Pattern.compile("stage(\\d+)\\.block(\\d+)\\.(.+)");
  private static final int STRIDES = 16;
  private static final String EMBEDDING = "output_layer.4";
  private static final String MATRIX = "output_layer.3.weight";
  private static final String SQUEEZE = "se_block";
  private static final String REDUCE = ".fc1.weight";

  private static final Map<String, String> ENDS =
      Map.of(
          "stem.conv", "input_layer.0",
          "stem.bn", "input_layer.1",
          "stem.prelu", "input_layer.2",
          "head.bn", "output_layer.0",
          "head.fc", "output_layer.3",
          "embedding", EMBEDDING);

  /** Vertices of a block in the order of its {@code res_layer}. */
  private static final List<String> WITH_NORM =
      List.of("bn1", "conv1", "bn2", "prelu", "conv2", "bn3");

  private static final List<String> WITHOUT_NORM = List.of("bn1", "conv1", "prelu", "conv2", "bn3");

  private static final List<String> BOTTLENECK =
      List.of("bn1", "conv1", "bn2", "prelu", "conv2", "bn3", "prelu2", "conv3", "bn4");

  @Override
  public String marker() {
    return "body.0.res_layer.1.weight";
  }

  @Override
  public Network network(ArrayGroup arrays, String prefix, OptionalInt sizePx) {
    boolean narrow = arrays.extent(marker(), 2) == 1;
    boolean norm = narrow || arrays.has("body.0.res_layer.5.weight");
    List<String> order = narrow ? BOTTLENECK : norm ? WITH_NORM : WITHOUT_NORM;
    String last = narrow ? ".res_layer.7.weight" : ".res_layer.1.weight";
    List<Integer> blocks = new ArrayList<>();
    List<Integer> channels = new ArrayList<>();
    int all = arrays.count("body.", last);
    for (int block = 0; block < all; block++) {
      int out = arrays.extent("body." + block + last, 0);
      int stages = channels.size();
      if (stages == 0 || channels.get(stages - 1) != out) {
        channels.add(out);
        blocks.add(1);
      } else {
        blocks.set(stages - 1, blocks.get(stages - 1) + 1);
      }
    }
    Optional<String> squeeze =
        Stream.of(SQUEEZE, String.valueOf(order.size()))
            .filter(name -> arrays.has("body.0.res_layer." + name + REDUCE))
            .findFirst();
    IResNetGraph.Variant variant =
        new IResNetGraph.Variant(
            BatchNorm.EPSILON,
            false,
            true,
            norm,
            narrow ? IResNetGraph.Unit.BOTTLENECK : IResNetGraph.Unit.BASIC,
            squeeze.map(name -> ratio(arrays, "body.0.res_layer." + name + REDUCE)).orElse(0));
    int side = IResNetNames.side(arrays, MATRIX, channels.get(channels.size() - 1));
    BackboneSettings settings =
        new BackboneSettings(sizePx.orElse(side * STRIDES), arrays.extent(MATRIX, 0), 1);
    return new Network(
        (squeeze.isPresent() ? "IR-SE" : "IR")
            + " network of "
            + blocks
            + (narrow ? " bottlenecks" : " blocks")
            + (norm ? "" : " as CurricularFace has them"),
        new IResNetGraph(blocks, channels, variant).configuration(settings, 0),
        squeeze.isPresent() && !norm ? Optional.empty() : input(prefix, norm),
        arrays.has(EMBEDDING + ".weight") ? Set.of() : Set.of("embedding"),
        inside(order, squeeze));
  }

  /** What squeeze and excitation divides the channels by. */
  private static int ratio(ArrayGroup arrays, String reduce) {
    return Math.max(1, arrays.extent(reduce, 1) / Math.max(1, arrays.extent(reduce, 0)));
  }

  private static Map<String, String> inside(List<String> order, Optional<String> squeeze) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      names.put(order.get(i), "res_layer." + i);
    }
    names.put("shortcut.conv", "shortcut_layer.0");
    names.put("shortcut.bn", "shortcut_layer.1");
    squeeze.ifPresent(name -> names.put("squeeze", "res_layer." + name));
    return names;
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
    return Optional.ofNullable(network.inside().get(block.group(3)))
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
