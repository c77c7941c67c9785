package org.facemargin.backbones.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Which buffer holds the gradient of which value while the backward operations are written down. A
 * sum hands one buffer to both its inputs; whoever comes last may overwrite it.
 */
final class GradientLedger {

  private final Program program;
  private final Map<Integer, Operand> gradientOf = new HashMap<>();
  private final IdentityHashMap<Place, Integer> owners = new IdentityHashMap<>();

  GradientLedger(Program program) {
    this.program = program;
  }

  /** Hands the gradient of a value out; the taker is then its only owner or leaves it alone. */
  Operand take(int value) {
    Operand gradient = gradientOf.remove(value);
    if (gradient == null) {
      throw new IllegalStateException("Nothing reads value " + value + ": it has no gradient.");
    }
    owners.merge(gradient.place(), -1, Integer::sum);
    return gradient;
  }

  /** Whether whoever took this gradient may overwrite it. */
  boolean mayOverwrite(Operand gradient) {
    return owners.getOrDefault(gradient.place(), 0) == 0;
  }

  /** Adds a contribution to the gradient of a value. */
  void give(int value, Operand contribution) {
    Operand sum = contribution;
    Operand present = gradientOf.remove(value);
    if (present != null) {
      owners.merge(present.place(), -1, Integer::sum);
      sum = mayOverwrite(present) ? present : program.buffer(present.layout());
      var primitive =
          new binary.primitive_desc(
              OneDnn.ENGINE,
              dnnl.algorithm.binary_add,
              present.layout(),
              contribution.layout(),
              sum.layout(),
              OneDnn.DEFAULTS,
              false);
      program.add(
          "add",
          new binary(primitive),
          new Program.Arguments()
              .with(DNNL_ARG_SRC_0, present)
              .with(DNNL_ARG_SRC_1, contribution)
              .with(DNNL_ARG_DST, sum));
    }
    gradientOf.put(value, sum);
    owners.merge(sum.place(), 1, Integer::sum);
  }
}
