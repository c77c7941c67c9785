package org.facemargin.core;

/**
 * What the user asked for makes no sense: an unknown name, a key that does not exist, a value out
 * of range, options that contradict each other. The command line exits with 2. The message says
 * where, what was got and what was expected.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
