package org.facemargin.core;

/** Durations as people say them. */
public final class Durations {

  private static final long MINUTE = 60;
  private static final long HOUR = 3600;

  private Durations() {}

  /** Two units at most: "45 s", "2 min 5 s", "3 h 20 min". */
  public static String words(double seconds) {
    long whole = Math.round(seconds);
    if (whole < MINUTE) {
      return whole + " s";
    }
    return whole < HOUR
        ? whole / MINUTE + " min " + whole % MINUTE + " s"
        : whole / HOUR + " h " + whole % HOUR / MINUTE + " min";
  }
}
