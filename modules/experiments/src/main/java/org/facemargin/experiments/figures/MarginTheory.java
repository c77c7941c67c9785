package org.facemargin.experiments.figures;

import org.facemargin.core.RandomStream;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.theory.BestMargin;
import org.facemargin.margins.theory.LossCurve;
import org.facemargin.margins.theory.NearestCentreAngle;
import org.facemargin.margins.theory.WrongClassSum;

/**
 * What the WACV paper's section 3.3 predicts for C classes in d dimensions at scale s, with the sum
 * over wrong classes S taken in one of two ways: by equation 10, or as the mean logarithm over
 * drawn centres, which is what a picture typically meets where equation 10 does not hold.
 *
 * @param classes C
 * @param dimension d
 * @param scale s
 * @param logSum log S
 */
record MarginTheory(long classes, int dimension, double scale, double logSum) {

  /** Cosines drawn in all: enough that few people are drawn often, and many need not be. */
  private static final long COSINES = 2_000_000;

  static MarginTheory byEquation10(long classes, int dimension, double scale) {
    return new MarginTheory(
        classes, dimension, scale, new WrongClassSum(classes, dimension, scale).log());
  }

  static MarginTheory byDrawing(long classes, int dimension, double scale) {
    return new MarginTheory(
        classes,
        dimension,
        scale,
        new WrongClassSum(classes, dimension, scale)
            .meanLogDrawn(
                (int) Math.max(10, COSINES / classes), RandomStream.of(1, "wrong-class-sum")));
  }

  /** M_inter, degrees. */
  double interDeg() {
    return Math.toDegrees(NearestCentreAngle.integral(classes, dimension));
  }

  /** M_intra by Proposition 2, degrees: the mean angle of the cap at whose edge dL/dθ is ε. */
  double intraDeg(MarginLoss loss) {
    double end = new LossCurve(loss, logSum).terminationAngle(BestMargin.DEFAULT_EPSILON);
    return Math.toDegrees(LossCurve.meanIntraAngle(end, dimension));
  }

  /** The value at which the loss is δ at half the angle between neighbouring centres. */
  double best(String margin) {
    double half = Math.toRadians(interDeg() / 2);
    double target = (logSum - Math.log(Math.expm1(BestMargin.DEFAULT_TOLERANCE))) / scale;
    return switch (margin) {
      case "m0" -> target / Math.cos(half);
      case "m1" -> Math.acos(target) / half;
      case "m2" -> Math.acos(target) - half;
      default -> Math.cos(half) - target;
    };
  }
}
