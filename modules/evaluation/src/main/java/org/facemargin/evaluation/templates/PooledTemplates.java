package org.facemargin.evaluation.templates;

import java.util.List;
import java.util.stream.IntStream;

/** Templates as sums over their media, under several combinations of flags. */
public final class PooledTemplates {

  private final List<TemplateFlags> flags;
  private final float[][][] sums;

  PooledTemplates(List<TemplateFlags> flags, float[][][] sums) {
    this.flags = flags;
    this.sums = sums;
  }

  /**
   * The templates made unit, by position, in double precision; a template of zeros stays zero.
   * Takes 8 · templates · d bytes.
   */
  public double[][] unit(TemplateFlags wanted) {
    float[][] templates = sums[flags.indexOf(wanted)];
    return IntStream.range(0, templates.length)
        .parallel()
        .mapToObj(t -> unit(templates[t]))
        .toArray(double[][]::new);
  }

  private static double[] unit(float[] values) {
    double squares = TemplatePooling.squares(values);
    double norm = squares == 0 ? 1 : Math.sqrt(squares);
    double[] unit = new double[values.length];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = values[k] / norm;
    }
    return unit;
  }
}
