package org.facemargin.core;

import java.util.Locale;

/**
 * What the user asked for makes no sense: an unknown name, a key that does not exist, a value out
 * of range, options that contradict each other. The command line exits with 2. The message says
 * where, what was got and what was expected.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param template message as {@link String#format} takes it
   * @param values what its {@code %s} stand for
   */
  public static ConfigurationException of(String template, Object... values) {
    return new ConfigurationException(String.format(Locale.ROOT, template, values));
  }

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
