package org.facemargin.backbones.weights;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.layers.ParameterRole;
import org.facemargin.core.DataException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Makes a network of named arrays: finds the family, fills the graph, accounts for every name. */
final class NamedWeights {

  private final WeightTable table;

  NamedWeights(WeightTable table) {
    this.table = table;
  }

  private record Candidate(WeightFamily family, String prefix) {}

  /**
   * The network.
   *
   * @param sizePx side of its pictures, where that is known
   * @throws DataException if the names are no known family's, belong to several networks, or an
   *     array is left over, missing, or of another shape
   */
  ForeignNetwork network(OptionalInt sizePx) {
    List<Candidate> candidates = candidates();
    if (candidates.isEmpty()) {
      throw DataException.of(
          "%s (%s) holds no network that is known here by its names. Known: IResNet and mbf of"
              + " arcface_torch, MagFace's IResNet, the IR networks of AdaFace, CVLface and"
              + " CurricularFace. It holds %s.",
          table.file(), table.format(), ArrayGroup.listed(new TreeSet<>(table.arrays().keySet())));
    }
    if (candidates.size() > 1) {
      throw DataException.of(
          "%s holds several networks, below %s; a file of one is read.",
          table.file(),
          candidates.stream()
              .map(each -> "'" + each.prefix() + "'")
              .collect(Collectors.joining(", ")));
    }
    WeightFamily family = candidates.get(0).family();
    String prefix = candidates.get(0).prefix();
    ArrayGroup arrays = ArrayGroup.below(prefix, table);
    WeightFamily.Network network = family.network(arrays, prefix, sizePx);
    List<String> notes = new ArrayList<>();
    notes.add(
        table.format()
            + ", "
            + network.name()
            + (prefix.isEmpty() ? "" : " below '" + prefix + "'"));
    aside(prefix).ifPresent(notes::add);
    String others = table.metadata().getOrDefault(WeightTable.OTHERS, "");
    if (!others.isEmpty()) {
      notes.add("named in the file and not looked up: " + others);
    }
    return new ForeignNetwork(
        filled(family, network, arrays), network.name(), false, network.input(), notes);
  }

  private List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (WeightFamily family : WeightFamily.ALL) {
      for (String name : table.arrays().keySet()) {
        boolean whole = name.equals(family.marker()) || name.endsWith("." + family.marker());
        if (whole) {
          candidates.add(
              new Candidate(family, name.substring(0, name.length() - family.marker().length())));
        }
      }
    }
    return candidates;
  }

  /** What a training dictionary holds beside the network: heads, an optimiser's state. */
  private Optional<String> aside(String prefix) {
    Set<String> others =
        table.arrays().keySet().stream()
            .filter(name -> !name.startsWith(prefix) && !ArrayGroup.counts(name))
            .collect(Collectors.toCollection(TreeSet::new));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of("left aside, not of the network: " + ArrayGroup.listed(others));
  }

  private ComputationGraph filled(
      WeightFamily family, WeightFamily.Network network, ArrayGroup arrays) {
    return filled(
        network.configuration(),
        network.name(),
        arrays,
        segment ->
            network.withoutScale().contains(segment.vertex()) && !segment.role().statistic()
                ? Optional.empty()
                : family.nameOf(segment, network));
  }

  /** Where a segment's values are. */
  interface Naming {
    /** Name of the array; empty for one that keeps its neutral value. */
    Optional<String> nameOf(ParameterSegment segment);
  }

  /** A graph filled from arrays, every one of which is used. */
  static ComputationGraph filled(
      ComputationGraphConfiguration configuration, String name, ArrayGroup arrays, Naming naming) {
    ParameterLayout layout = ParameterLayout.of(configuration);
    Set<String> used = new HashSet<>();
    Set<String> missing = new TreeSet<>();
    INDArray all = Nd4j.create(DataType.FLOAT, 1, layout.length());
    FloatBuffer target = all.data().asNioFloat();
    for (ParameterSegment segment : layout.segments()) {
      FloatBuffer part =
          target.slice(Math.toIntExact(segment.offset()), Math.toIntExact(segment.length()));
      Optional<String> from = naming.nameOf(segment);
      if (from.isEmpty()) {
        neutral(segment.role(), part);
      } else if (arrays.has(from.get())) {
        used.add(from.get());
        part.put(values(arrays, from.get(), segment, name));
      } else {
        missing.add(from.get());
      }
    }
    Set<String> left = arrays.besides(used);
    if (!missing.isEmpty() || !left.isEmpty()) {
      throw DataException.of(
          "%s is no %s.%s%s",
          arrays.file(),
          name,
          missing.isEmpty() ? "" : " Missing arrays, " + ArrayGroup.listed(missing) + ".",
          left.isEmpty() ? "" : " Arrays left over, " + ArrayGroup.listed(left) + ".");
    }
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(all, false);
    return graph;
  }

  private static FloatBuffer values(
      ArrayGroup arrays, String name, ParameterSegment segment, String network) {
    NamedArray array = arrays.arrays().get(name);
    if (!array.shape().equals(segment.block().shape())) {
      throw DataException.of(
          "%s: array '%s' has shape %s, %s needs %s there (%s).",
          arrays.file(), name, array.shape(), network, segment.block().shape(), segment.name());
    }
    if (!array.type().real()) {
      throw DataException.of(
          "%s: array '%s' holds %s, expected real numbers.", arrays.file(), name, array.type());
    }
    return array.floats();
  }

  private static void neutral(ParameterRole role, FloatBuffer part) {
    boolean one =
        role == ParameterRole.SCALE
            || role == ParameterRole.FIXED_SCALE
            || role == ParameterRole.FIXED_WEIGHT;
    for (int i = 0; i < part.capacity(); i++) {
      part.put(i, one ? 1 : 0);
    }
  }
}
