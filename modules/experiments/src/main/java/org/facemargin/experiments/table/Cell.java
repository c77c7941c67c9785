package org.facemargin.experiments.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.metrics.Spread;

/**
 * One cell: ours, the published number, and the state.
 *
 * @param state what became of it
 * @param ours our numbers, one a seed, in the column's unit
 * @param published the published number
 * @param decimals decimals shown
 * @param remark anything else to know; may be empty
 */
public record Cell(
    CellState state,
    List<Double> ours,
    Optional<Published> published,
    int decimals,
    String remark) {

  public Cell {
    ours = List.copyOf(ours);
  }

  /** Mean of ours; NaN where there is none. */
  public double mean() {
    return ours.isEmpty() ? Double.NaN : spread().mean();
  }

  /** Sample standard deviation of ours (n - 1); NaN for fewer than two runs. */
  public double deviation() {
    return ours.size() < 2 ? Double.NaN : spread().sampleStd();
  }

  private Spread spread() {
    return Spread.of(ours.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Ours first, then the state, then what was published. */
  public String words() {
    StringBuilder text = new StringBuilder();
    if (!ours.isEmpty()) {
      text.append(number(mean()));
      if (ours.size() > 1) {
        text.append(" ± ").append(number(deviation())).append(" (").append(ours.size());
        text.append(" runs)");
      }
      text.append(", ");
    }
    text.append(state.words());
    text.append("; published ");
    text.append(published.map(p -> p.words(decimals)).orElse(Published.NOT_AVAILABLE));
    return remark.isEmpty() ? text.toString() : text.append("; ").append(remark).toString();
  }

  /** Ours alone: mean and, over several runs, spread; empty where there is none. */
  String brief() {
    if (ours.isEmpty()) {
      return "";
    }
    return number(mean()) + (ours.size() > 1 ? " ± " + number(deviation()) : "");
  }

  private String number(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
