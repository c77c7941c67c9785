package org.facemargin.training.ranks;

/**
 * Another rank died, hangs or never came; the message names it where that could be found out.
 * Nothing can go on: the process is to end, and the run to be started again from its checkpoint.
 */
public final class LostRankException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * @param message who is lost, and how that was seen
   */
  public LostRankException(String message) {
    super(message);
  }

  /**
   * @param message who is lost, and how that was seen
   * @param cause what the transport said
   */
  public LostRankException(String message, Throwable cause) {
    super(message, cause);
  }
}
