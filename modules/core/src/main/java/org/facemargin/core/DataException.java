package org.facemargin.core;

import java.util.Locale;

/**
 * Input data is missing or corrupt: a file that is not there, a truncated record, a line with the
 * wrong number of fields. The command line exits with 3. The message names the place (file and
 * line, record number and offset), what was found and what was expected.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param template message as {@link String#format} takes it
   * @param values what its {@code %s} stand for
   */
  public static DataException of(String template, Object... values) {
    return new DataException(String.format(Locale.ROOT, template, values));
  }

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
