package org.facemargin.examples;

import org.facemargin.metrics.EqualErrorRate;
import org.facemargin.metrics.OperatingPoint;
import org.facemargin.metrics.OperatingPoints;
import org.facemargin.metrics.VerificationScores;

/** EER, and TAR at a FAR with its interval, from scores. Needs only the module metrics. */
public final class MetricsWithoutNatives {

  private MetricsWithoutNatives() {}

  public static void main(String[] arguments) {
    double[] scores = {0.9, 0.8, 0.7, 0.3, 0.6, 0.2, 0.1, 0.0};
    boolean[] same = {true, true, true, true, false, false, false, false};
    VerificationScores all = VerificationScores.of(scores, same);
    OperatingPoint point = new OperatingPoints(all).iso(0.25);
    System.out.println("EER " + EqualErrorRate.of(all).interpolated());
    System.out.println("TAR " + point.tar() + " " + point.tarInterval());
    System.out.println("threshold " + point.threshold() + ", FAR " + point.far());
  }
}
