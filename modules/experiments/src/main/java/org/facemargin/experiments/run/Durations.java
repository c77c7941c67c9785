package org.facemargin.experiments.run;

/** Durations as people say them. */
final class Durations {

  private static final long MINUTE = 60;
  private static final long HOUR = 3600;

  private Durations() {}

  static String words(double seconds) {
    long whole = Math.round(seconds);
    if (whole < MINUTE) {
      return whole + " s";
    }
    return whole < HOUR
        ? whole / MINUTE + " min " + whole % MINUTE + " s"
        : whole / HOUR + " h " + whole % HOUR / MINUTE + " min";
  }
}
