package org.facemargin.training.listeners;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.facemargin.margins.theory.NearestCentreAngle;
import org.facemargin.training.StepReport;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/**
 * Writes an {@code angles} line every so many steps, in degrees: M_intra, the mean angle between
 * the embeddings of the last batch and their own centres; M_inter, the mean angle between a centre
 * and the nearest other one; and what the theory says of both at the end, {@link
 * NearestCentreAngle#integral} for C centres spread evenly in d dimensions, and its half.
 *
 * <p>Cost of a line: {@value #MOST_PRODUCTS} multiplications, unless sixteen centres against all
 * others are more; where there are too many centres, evenly spaced ones stand for all.
 *
 * <p>Source: Zhang et al., WACV 2023, section 3.3 and figure 5.
 */
public final class AngleListener implements TrainingListener {

  static final long MOST_PRODUCTS = 200_000_000;

  private static final int FEWEST_CENTRES = 16;

  private final MetricsLog log;
  private final long everySteps;

  /**
   * @param everySteps steps between two lines, at least 1
   */
  public AngleListener(MetricsLog log, long everySteps) {
    this.log = log;
    this.everySteps = Math.max(1, everySteps);
  }

  @Override
  public void stepDone(StepReport report, TrainingRun run) {
    MarginHead head = run.head();
    if (!report.finite() || run.step() % everySteps != 0 || head.classes() < 2) {
      return;
    }
    double predicted =
        Math.toDegrees(NearestCentreAngle.integral(head.classes(), head.dimension()));
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("intra_deg", meanDegrees(report.targetCosines()));
    values.put("inter_deg", nearestOther(head, run.ranks()));
    values.put("predicted_intra_deg", predicted / 2);
    values.put("predicted_inter_deg", predicted);
    log.append("angles", run.step(), values);
  }

  private static double meanDegrees(float[] cosines) {
    double sum = 0;
    for (float cosine : cosines) {
      sum += degrees(cosine);
    }
    return sum / cosines.length;
  }

  /** The mean over centres of the angle to the nearest other centre, degrees. Cost as of a line. */
  public static double nearestOther(MarginHead head, Collective ranks) {
    int classes = head.classes();
    int dimension = head.dimension();
    float[] unit = unitCentres(head);
    long affordable = MOST_PRODUCTS / ((long) classes * dimension);
    int looked = (int) Math.min(classes, Math.max(FEWEST_CENTRES, affordable));
    float[] centres =
        ranks.size() == 1 && looked == classes ? unit : gathered(head, unit, looked, ranks);
    double[] cosines =
        IntStream.range(0, looked)
            .parallel()
            .mapToDouble(
                i ->
                    nearest(
                        centres, i, unit, head.range().local(at(i, looked, classes)), dimension))
            .toArray();
    ranks.max(cosines);
    double sum = 0;
    for (double cosine : cosines) {
      sum += degrees(cosine);
    }
    return sum / looked;
  }

  /** The class looked at i-th. */
  private static int at(int i, int looked, int classes) {
    return (int) ((long) i * classes / looked);
  }

  /** The centres looked at, on every rank. */
  private static float[] gathered(MarginHead head, float[] unit, int looked, Collective ranks) {
    int dimension = head.dimension();
    double[] centres = new double[looked * dimension];
    for (int i = 0; i < looked; i++) {
      int here = head.range().local(at(i, looked, head.classes()));
      for (int k = 0; here >= 0 && k < dimension; k++) {
        centres[i * dimension + k] = unit[here * dimension + k];
      }
    }
    ranks.sum(centres);
    float[] floats = new float[centres.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) centres[k];
    }
    return floats;
  }

  private static float[] unitCentres(MarginHead head) {
    FloatBuffer weights = head.weights().duplicate();
    int dimension = head.dimension();
    float[] unit = new float[weights.remaining()];
    weights.get(weights.position(), unit);
    for (int begin = 0; begin < unit.length; begin += dimension) {
      double square = 0;
      for (int k = 0; k < dimension; k++) {
        square += (double) unit[begin + k] * unit[begin + k];
      }
      float inverse = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
      for (int k = 0; k < dimension; k++) {
        unit[begin + k] *= inverse;
      }
    }
    return unit;
  }

  /**
   * The largest cosine of a centre to the centres here.
   *
   * @param self the centre's own number here, which is left out; -1 if it is elsewhere
   */
  private static double nearest(
      float[] centres, int centre, float[] unit, int self, int dimension) {
    float largest = -1;
    for (int other = 0; other < unit.length / dimension; other++) {
      if (other != self) {
        float cosine = 0;
        for (int k = 0; k < dimension; k++) {
          cosine += centres[centre * dimension + k] * unit[other * dimension + k];
        }
        largest = Math.max(largest, cosine);
      }
    }
    return largest;
  }

  private static double degrees(double cosine) {
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }
}
