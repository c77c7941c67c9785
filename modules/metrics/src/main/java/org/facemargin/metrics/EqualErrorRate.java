package org.facemargin.metrics;

import java.util.Arrays;

/**
 * The equal error rate, where as many genuines are refused as impostors accepted. On finitely many
 * scores the two rates need not meet, and three answers are in use:
 *
 * <ul>
 *   <li>{@link #interpolated}: the straight lines between neighbouring points of the ROC cut by
 *       FNMR = FMR. What {@code brentq} over scikit-learn's curve gives, and with it most speaker
 *       and face papers; our {@code eer}.
 *   <li>{@link #midpoint}: FVC2000's rule, pyeer's: of the last point with FNMR ≥ FMR and the first
 *       with FNMR ≤ FMR the one with the smaller sum of both, and half that sum.
 *   <li>{@link #convexHull}: the convex hull of the ROC cut by FNMR = FMR (ROCCH-EER; N. Brümmer,
 *       E. de Villiers, The BOSARIS Toolkit, 2011, arXiv 1304.2865). Never above {@link
 *       #interpolated}.
 * </ul>
 *
 * <p>FVC2000: D. Maio et al., FVC2000: Fingerprint Verification Competition, IEEE TPAMI 24, 2002.
 *
 * @param interpolated see above
 * @param midpoint see above
 * @param convexHull see above
 * @param threshold of the point {@code midpoint} was read at; +infinity where that accepts nothing
 */
public record EqualErrorRate(
    double interpolated, double midpoint, double convexHull, double threshold) {

  /** All three from one walk. */
  public static EqualErrorRate of(ScoreSteps scores) {
    Walk walk = new Walk(scores.impostorCount(), scores.genuineCount());
    scores.forEachStep(walk);
    return new EqualErrorRate(walk.interpolated, walk.midpoint, walk.hull(), walk.threshold);
  }

  private static final class Walk implements ScoreSteps.StepVisitor {
    private final double impostors;
    private final double genuines;
    private long[] falseOnHull = new long[64];
    private long[] trueOnHull = new long[64];
    private int corners = 1;
    private double thresholdBefore = Double.POSITIVE_INFINITY;
    private double fmrBefore;
    private double fnmrBefore = 1;
    private boolean crossed;
    private double interpolated = Double.NaN;
    private double midpoint = Double.NaN;
    private double threshold = Double.NaN;

    Walk(int impostors, int genuines) {
      this.impostors = impostors;
      this.genuines = genuines;
    }

    @Override
    public void visit(double at, int falseAccepts, int trueAccepts) {
      double fmr = falseAccepts / impostors;
      double fnmr = (genuines - trueAccepts) / genuines;
      if (!crossed && fnmr <= fmr) {
        crossed = true;
        cross(at, fmr, fnmr);
      }
      thresholdBefore = at;
      fmrBefore = fmr;
      fnmrBefore = fnmr;
      bend(falseAccepts, trueAccepts);
    }

    private void cross(double at, double fmr, double fnmr) {
      double before = fnmrBefore - fmrBefore;
      double share = before / (before - (fnmr - fmr));
      interpolated = fmrBefore + share * (fmr - fmrBefore);
      boolean here = fnmr == fmr || fnmr + fmr < fnmrBefore + fmrBefore;
      midpoint = (here ? fnmr + fmr : fnmrBefore + fmrBefore) / 2;
      threshold = here ? at : thresholdBefore;
    }

    /**
     * Keeps the upper hull of (false accepts, true accepts), from (0, 0): it turns right at each
     * corner.
     */
    private void bend(long falseAccepts, long trueAccepts) {
      while (corners > 1 && !turnsRight(falseAccepts, trueAccepts)) {
        corners--;
      }
      if (corners == falseOnHull.length) {
        falseOnHull = Arrays.copyOf(falseOnHull, 2 * corners);
        trueOnHull = Arrays.copyOf(trueOnHull, 2 * corners);
      }
      falseOnHull[corners] = falseAccepts;
      trueOnHull[corners++] = trueAccepts;
    }

    private boolean turnsRight(long falseAccepts, long trueAccepts) {
      long fromFalse = falseOnHull[corners - 2];
      long fromTrue = trueOnHull[corners - 2];
      return (falseOnHull[corners - 1] - fromFalse) * (trueAccepts - fromTrue)
          < (trueOnHull[corners - 1] - fromTrue) * (falseAccepts - fromFalse);
    }

    double hull() {
      double fmr = 0;
      double difference = 1;
      for (int corner = 0; corner < corners; corner++) {
        double nextFmr = falseOnHull[corner] / impostors;
        double next = (genuines - trueOnHull[corner]) / genuines - nextFmr;
        if (next <= 0) {
          return fmr + difference / (difference - next) * (nextFmr - fmr);
        }
        fmr = nextFmr;
        difference = next;
      }
      return Double.NaN;
    }
  }
}
