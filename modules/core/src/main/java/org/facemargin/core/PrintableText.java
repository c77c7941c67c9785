package org.facemargin.core;

/**
 * Text that may hold what somebody else wrote (names of files, cells of lists), made fit to be
 * shown: control characters, which steer terminals (ESC, BEL, backspace), and those that turn the
 * direction of writing become U+FFFD. Line ends and tabs stay.
 */
public final class PrintableText {

  private PrintableText() {}

  /** The same text where nothing in it is harmful. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHarmful(text.charAt(i))) {
        return replaced(text);
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      if (isHarmful(shown.charAt(i))) {
        shown.setCharAt(i, '\uFFFD');
      }
    }
    return shown.toString();
  }

  private static boolean isHarmful(char c) {
    boolean turns = c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
    return turns || Character.isISOControl(c) && c != '\n' && c != '\t';
  }
}
