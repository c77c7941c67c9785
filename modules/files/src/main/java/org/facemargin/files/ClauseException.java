package org.facemargin.files;

/** What is wrong with a piece of data, for the caller to say where it stands. */
public final class ClauseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClauseException(String clause) {
    super(clause);
  }
}
