package org.facemargin.margins.alpha;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.facemargin.margins.Link;

/**
 * The posterior of an alpha-divergence from a reference measure, for one row of logits θ with
 * target y:
 *
 * <pre>
 * p_j = q_j [1 + (α-1)(θ_j - τ)]₊^{1/(α-1)},  τ such that Σ p = 1;   q_y = e^logTargetReference, q_j = 1 otherwise
 * </pre>
 *
 * <p>The support is a prefix of the logits in descending order, whatever q, since q multiplies
 * outside the bracket. For α = 2 and α = 1.5 that gives τ exactly from a sort; for any α &gt; 1
 * bisection of a bracket that holds τ for certain: max_j (θ_j - f'(1/q_j)) ≤ τ ≤ max_j θ_j -
 * f'(1/Σq), f'(u) = (u^{α-1} - 1)/(α-1). Below the lower bound some single p_j would exceed 1,
 * above the upper one even equal logits would sum to less.
 *
 * <p>Sources: Roulet et al., ICML 2025, arXiv 2501.18537; for q = 1 Peters, Niculae, Martins,
 * Sparse Sequence-to-Sequence Models, ACL 2019 (entmax) and Martins, Astudillo, From Softmax to
 * Sparsemax, ICML 2016.
 */
public final class AlphaPosterior {

  /** Halvings: a bracket of any size a double holds shrinks below its resolution. */
  private static final int HALVINGS = 120;

  private final Link.AlphaDivergence link;
  private final double power;
  private final double targetReference;

  /**
   * @param link α and the target's reference
   */
  public AlphaPosterior(Link.AlphaDivergence link) {
    this.link = link;
    power = link.alpha() - 1;
    targetReference = Math.exp(link.logTargetReference());
  }

  /** The posterior: by sorting for α = 1.5 and 2, by bisection else. Logits are not modified. */
  public SparsePosterior of(double[] logits, int target) {
    boolean sortable = link.alpha() == 2 || link.alpha() == 1.5;
    return sortable ? bySorting(logits, target) : byBisection(logits, target);
  }

  private double reference(int j, int target) {
    return j == target ? targetReference : 1;
  }

  /** f'(1/q) = (q^{1-α} - 1)/(α-1). */
  private double slopeAtInverse(double q) {
    return Math.expm1(-power * Math.log(q)) / power;
  }

  /** By bisection, for any α &gt; 1. O(C) a halving. */
  public SparsePosterior byBisection(double[] logits, int target) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double low = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < logits.length; j++) {
      low = Math.max(low, logits[j] - slopeAtInverse(reference(j, target)));
    }
    double high = largest - slopeAtInverse(targetReference + logits.length - 1);
    for (int step = 0; step < HALVINGS; step++) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) {
        break;
      }
      if (mass(logits, target, middle) >= 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return posterior(logits, target, 0.5 * (low + high));
  }

  private double mass(double[] logits, int target, double threshold) {
    double sum = 0;
    for (int j = 0; j < logits.length; j++) {
      sum += weight(logits[j], reference(j, target), threshold);
    }
    return sum;
  }

  private double weight(double logit, double reference, double threshold) {
    double base = 1 + power * (logit - threshold);
    return base > 0 ? reference * Math.pow(base, 1 / power) : 0;
  }

  /**
   * Exactly, from the sorted logits. With u_j = 1 + (α-1) θ_j and t = (α-1) τ, over a prefix: α =
   * 2: t = (Σ q u - 1) / Σ q; α = 1.5: Q t² - 2 S₁ t + S₂ - 1 = 0 with Q = Σ q, S₁ = Σ q u, S₂ = Σ
   * q u², the smaller root. The first prefix whose next logit is inactive is the support.
   *
   * @throws IllegalArgumentException for another α
   */
  public SparsePosterior bySorting(double[] logits, int target) {
    if (link.alpha() != 2 && link.alpha() != 1.5) {
      throw new IllegalArgumentException(
          "Sorting solves alpha 1.5 and 2, not " + link.alpha() + ".");
    }
    Integer[] order = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(j -> -logits[j]));
    double shift = logits[order[0]];
    double q = 0;
    double first = 0;
    double second = 0;
    double t = 0;
    for (int k = 0; k < order.length; k++) {
      double reference = reference(order[k], target);
      double u = 1 + power * (logits[order[k]] - shift);
      q += reference;
      first += reference * u;
      second += reference * u * u;
      t =
          link.alpha() == 2
              ? (first - 1) / q
              : (first - Math.sqrt(Math.max(0, first * first - q * (second - 1)))) / q;
      boolean unsolvable = link.alpha() == 1.5 && first * first - q * (second - 1) < 0;
      boolean last = k == order.length - 1;
      if (last || (!unsolvable && t < u && 1 + power * (logits[order[k + 1]] - shift) <= t)) {
        break;
      }
    }
    return posterior(logits, target, t / power + shift);
  }

  private SparsePosterior posterior(double[] logits, int target, double threshold) {
    int[] classes =
        IntStream.range(0, logits.length)
            .filter(j -> weight(logits[j], reference(j, target), threshold) > 0)
            .toArray();
    double[] values = new double[classes.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = weight(logits[classes[i]], reference(classes[i], target), threshold);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return new SparsePosterior(threshold, classes, values);
  }

  /**
   * From the {@code k} largest logits and the target alone, which is exact whenever the smallest of
   * them is inactive; that is checked, and k doubled until it holds.
   *
   * @param k logits to begin with, at least 1
   */
  public SparsePosterior fromLargest(double[] logits, int target, int k) {
    Integer[] order = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(j -> -logits[j]));
    for (int count = Math.max(1, k); ; count = Math.min(logits.length, 2 * count)) {
      int[] kept = kept(order, Math.min(count, order.length), target);
      double[] few = Arrays.stream(kept).mapToDouble(j -> logits[j]).toArray();
      SparsePosterior local = of(few, Arrays.binarySearch(kept, target));
      double smallest = logits[order[Math.min(count, order.length) - 1]];
      boolean inactive = 1 + power * (smallest - local.threshold()) <= 0;
      if (inactive || count >= logits.length) {
        int[] classes = Arrays.stream(local.classes()).map(i -> kept[i]).toArray();
        return new SparsePosterior(local.threshold(), classes, local.values());
      }
    }
  }

  private static int[] kept(Integer[] order, int count, int target) {
    IntStream largest = Arrays.stream(order, 0, count).mapToInt(Integer::intValue);
    return IntStream.concat(largest, IntStream.of(target)).distinct().sorted().toArray();
  }

  /**
   * The Fenchel-Young loss ⟨p - e_y, θ⟩ + [q_y^{1-α} - Σ p_j^α q_j^{1-α}] / (α(α-1)). Its gradient
   * by θ is p - e_y: nothing is differentiated through τ.
   *
   * @param posterior {@link #of} these logits and this target
   */
  public double loss(double[] logits, int target, SparsePosterior posterior) {
    double alpha = link.alpha();
    double inner = -logits[target];
    double entropy = Math.pow(targetReference, 1 - alpha);
    for (int i = 0; i < posterior.classes().length; i++) {
      int j = posterior.classes()[i];
      double p = posterior.values()[i];
      inner += p * logits[j];
      entropy -= Math.pow(p, alpha) * Math.pow(reference(j, target), 1 - alpha);
    }
    return inner + entropy / (alpha * (alpha - 1));
  }

  /** p - e_y. */
  public double[] gradient(double[] logits, int target) {
    SparsePosterior posterior = of(logits, target);
    double[] gradient = new double[logits.length];
    for (int i = 0; i < posterior.classes().length; i++) {
      gradient[posterior.classes()[i]] = posterior.values()[i];
    }
    gradient[target] -= 1;
    return gradient;
  }
}
