package org.facemargin.cli;

/** What {@code facemargin} exits with. */
public final class ExitCode {

  public static final int OK = 0;

  /** A defect of FaceMargin itself. */
  public static final int INTERNAL = 1;

  /** Wrong usage or configuration. */
  public static final int USAGE = 2;

  /** Data missing or corrupt. */
  public static final int DATA = 3;

  /** A measured number lies outside the tolerance asked for. */
  public static final int OUTSIDE_TOLERANCE = 4;

  /**
   * Disk full or read-only, a folder that is a file, no memory left: nothing the input or this
   * program is to blame for.
   */
  public static final int ENVIRONMENT = 5;

  private ExitCode() {}
}
