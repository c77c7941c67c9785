package org.facemargin.report;

import java.util.Locale;
import org.facemargin.core.MetricValue;
import org.facemargin.core.Support;

/**
 * Numbers in words, for every output: the one place where a rate becomes percent. A rate that rests
 * on fewer than 30 errors begins with "≈"; one that the data say nothing of reads "insufficient
 * data", with the value that a rule gives nevertheless in brackets.
 */
public final class Words {

  private static final double SMALL = 0.01;

  private Words() {}

  /** "99.38 %"; below one percent a digit more; "-" for none. */
  public static String rate(double rate) {
    return rate(rate, rate > 0 && rate < SMALL ? 3 : 2);
  }

  /** The same with so many decimals. */
  public static String rate(double rate, int decimals) {
    return Double.isNaN(rate)
        ? "-"
        : percent(String.format(Locale.ROOT, "%." + decimals + "f", 100 * rate));
  }

  /** A number of percent with its sign. */
  static String percent(String number) {
    return number + " %";
  }

  /** A rate that is known so well. */
  public static String rate(double rate, Support support) {
    return marked(rate(rate), support, Double.isNaN(rate));
  }

  private static String marked(String text, Support support, boolean none) {
    return switch (support) {
      case SUFFICIENT -> text;
      case ROUGH -> none ? text : "≈ " + text;
      case INSUFFICIENT -> support.words() + (none ? "" : " (" + text + ")");
    };
  }

  /** "98.27 % to 99.08 %"; "-" for none. */
  public static String range(double low, double high) {
    return Double.isNaN(low) || Double.isNaN(high) ? "-" : rate(low, 2) + " to " + rate(high, 2);
  }

  /** The number of a measured value. */
  public static String value(MetricValue value) {
    if (Double.isNaN(value.value()) && value.support() == Support.SUFFICIENT) {
      return value.note().isEmpty() ? "undefined" : value.note();
    }
    return marked(plain(value.kind(), value.value()), value.support(), Double.isNaN(value.value()));
  }

  private static String plain(MetricValue.Kind kind, double value) {
    return kind == MetricValue.Kind.RATE ? rate(value) : String.format(Locale.ROOT, "%.5f", value);
  }

  /** The interval shown with a measured value, a spread as "± 0.29 %"; "-" for none. */
  public static String interval(MetricValue value) {
    if (value.note().startsWith(MetricValue.SPREAD) && !Double.isNaN(value.low())) {
      return "± " + plain(value.kind(), (value.high() - value.low()) / 2);
    }
    return interval(value.kind(), value.low(), value.high());
  }

  /** An interval of a value of this kind; "-" for none. */
  public static String interval(MetricValue.Kind kind, double low, double high) {
    if (kind == MetricValue.Kind.RATE) {
      return range(low, high);
    }
    return Double.isNaN(low) || Double.isNaN(high)
        ? "-"
        : String.format(Locale.ROOT, "%.5f to %.5f", low, high);
  }

  /** The interval and how it was made, then the others. */
  public static String intervals(MetricValue value) {
    StringBuilder text = new StringBuilder();
    if (!Double.isNaN(value.low())) {
      text.append(interval(value)).append(" (").append(value.note()).append(')');
    }
    for (MetricValue.Interval other : value.also()) {
      text.append(text.isEmpty() ? "" : "; ");
      text.append(interval(value.kind(), other.low(), other.high()));
      text.append(" (").append(other.made()).append(')');
    }
    return text.toString();
  }
}
