package org.facemargin.faces.format;

/** What is wrong with a piece of data, for the caller to say where it stands. */
final class ClauseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClauseException(String clause) {
    super(clause);
  }
}
