package org.facemargin.backbones.weights;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.facemargin.backbones.ParameterSegment;

/** Networks of one code base, known by the names of their arrays. */
interface WeightFamily {

  /** Every family. */
  List<WeightFamily> ALL = List.of(new IResNetNames(), new IrNames(), new MbfNames());

  /** How PyTorch calls what our layers call otherwise. */
  Map<String, String> TORCH_KEYS =
      Map.of(
          "weight", "weight",
          "bias", "bias",
          "gamma", "weight",
          "beta", "bias",
          "mean", "running_mean",
          "variance", "running_var",
          "slope", "weight",
          "reduce", "fc1.weight",
          "expand", "fc2.weight");

  /** Name of an array that every network of the family has and no other's. */
  String marker();

  /**
   * The network that arrays belong to.
   *
   * @param arrays by name, the prefix taken away
   * @param prefix what stood before each name
   * @param sizePx side of its pictures, where that is known
   * @throws org.facemargin.core.DataException if they are none this family has
   */
  Network network(ArrayGroup arrays, String prefix, OptionalInt sizePx);

  /** Name of the array that fills a segment; empty where it is no part of such files. */
  Optional<String> nameOf(ParameterSegment segment, Network network);

  /**
   * A network of a family.
   *
   * @param name what it is, in words
   * @param configuration its graph
   * @param input what its authors feed it, where the names tell
   * @param withoutScale vertices whose gamma and beta no such file has: 1 and 0
   * @param inside names within a block, by our vertices', where files of the family differ
   */
  record Network(
      String name,
      ComputationGraphConfiguration configuration,
      Optional<KnownInput> input,
      Set<String> withoutScale,
      Map<String, String> inside) {}
}
