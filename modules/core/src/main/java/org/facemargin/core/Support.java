package org.facemargin.core;

/** Whether the data can carry a number. */
public enum Support {
  /** It can. */
  SUFFICIENT(""),
  /**
   * It rests on fewer than 30 errors, so that it is known to no better than ±30 % at 90 %
   * confidence (the rule of 30: G. Doddington, NIST speaker recognition evaluation, 1998; ISO/IEC
   * 19795-1).
   */
  ROUGH("fewer than 30 errors: known roughly"),
  /** Not one error is allowed at the rate asked for: the data say nothing of it. */
  INSUFFICIENT("insufficient data");

  /** Errors from which on a rate counts as known. */
  public static final int RULE_OF_30 = 30;

  private final String words;

  Support(String words) {
    this.words = words;
  }

  /** For a table's remark; empty where nothing is to be said. */
  public String words() {
    return words;
  }

  /** By the number of errors that a rate rests on. */
  public static Support ofErrors(long errors) {
    return errors >= RULE_OF_30 ? SUFFICIENT : ROUGH;
  }
}
