package org.facemargin.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * An axis with its ends known: where values lie on it, where its ticks are and what they say.
 *
 * @param axis the axis
 * @param low lower end
 * @param high upper end
 */
record AxisTicks(Chart.Axis axis, double low, double high) {

  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final double[] PROBIT_TICKS = {
    1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999
  };
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};
  private static final double PAD = 0.04;
  private static final double SLACK = 1e-9;

  /** The ends the axis names, or else the data's with a little air. */
  static AxisTicks of(Chart.Axis axis, DoubleStream data) {
    double[] usable = data.filter(v -> Double.isFinite(v) && valid(axis, v)).toArray();
    double least = axis.scale() == Chart.Scale.LINEAR ? 0 : 1e-3;
    double low = end(axis.low(), DoubleStream.of(usable).min().orElse(least));
    double high = end(axis.high(), DoubleStream.of(usable).max().orElse(1));
    if (axis.scale() != Chart.Scale.LINEAR) {
      double above = axis.scale() == Chart.Scale.PROBIT ? (1 + high) / 2 : 2 * high;
      return low == high ? new AxisTicks(axis, low / 2, above) : new AxisTicks(axis, low, high);
    }
    if (!(high > low)) {
      double air = Math.max(Math.abs(low) / 5, 1) / 2;
      return new AxisTicks(axis, low - air, high + air);
    }
    double air = PAD * (high - low);
    boolean free = Double.isNaN(axis.low()) && low != 0;
    return new AxisTicks(
        axis, free ? low - air : low, Double.isNaN(axis.high()) ? high + air : high);
  }

  private static double end(double named, double data) {
    return Double.isNaN(named) ? data : named;
  }

  private static boolean valid(Chart.Axis axis, double value) {
    return switch (axis.scale()) {
      case LINEAR -> true;
      case LOGARITHMIC -> value > 0;
      case PROBIT -> value > 0 && value < 1;
    };
  }

  /** Where a value lies, 0 at the lower end and 1 at the upper; NaN where the axis has no place. */
  double place(double value) {
    return valid(axis, value)
        ? (forward(value) - forward(low)) / (forward(high) - forward(low))
        : Double.NaN;
  }

  private double forward(double value) {
    return switch (axis.scale()) {
      case LINEAR -> value;
      case LOGARITHMIC -> Math.log10(value);
      case PROBIT -> NORMAL.inverseCumulativeProbability(value);
    };
  }

  /** About {@code count} values worth a label. */
  List<Double> ticks(int count) {
    if (!axis.names().isEmpty()) {
      return IntStream.range(0, axis.names().size()).mapToObj(i -> (double) i).toList();
    }
    return switch (axis.scale()) {
      case LINEAR -> linear(count);
      case LOGARITHMIC -> logarithmic(count);
      case PROBIT -> DoubleStream.of(PROBIT_TICKS).filter(this::inside).boxed().toList();
    };
  }

  private boolean inside(double value) {
    return value >= low * (1 - SLACK) && value <= high * (1 + SLACK);
  }

  private List<Double> logarithmic(int count) {
    int first = (int) Math.ceil(Math.log10(low) - SLACK);
    int last = (int) Math.floor(Math.log10(high) + SLACK);
    List<Double> ticks = new ArrayList<>();
    if (last - first < 1) {
      for (int exponent = first - 1; exponent <= last + 1; exponent++) {
        for (int digit : new int[] {1, 2, 5}) {
          ticks.add(digit * Math.pow(10, exponent));
        }
      }
      return ticks.stream().filter(this::inside).toList();
    }
    int every = Math.max(1, (last - first + count) / count);
    for (int exponent = last; exponent >= first; exponent -= every) {
      ticks.add(0, Math.pow(10, exponent));
    }
    return ticks;
  }

  private List<Double> linear(int count) {
    double rough = (high - low) / count;
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        DoubleStream.of(STEPS)
            .map(s -> s * magnitude)
            .filter(s -> s >= rough * (1 - SLACK))
            .findFirst()
            .orElseThrow();
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step - SLACK); k * step <= high + step * SLACK; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /** What stands beside a tick. */
  String label(double value) {
    if (!axis.names().isEmpty()) {
      return axis.names().get((int) value);
    }
    if (axis.percent()) {
      return Words.percent(plain(100 * value));
    }
    boolean power =
        axis.scale() == Chart.Scale.LOGARITHMIC && (value < 0.01 * (1 - SLACK) || value > 1000);
    return power ? String.format(Locale.ROOT, "%.0e", value) : plain(value);
  }

  private static String plain(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
