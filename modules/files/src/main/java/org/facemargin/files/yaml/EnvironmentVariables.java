package org.facemargin.files.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.ConfigurationException;

/** {@code ${NAME}} in paths. */
final class EnvironmentVariables {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private EnvironmentVariables() {}

  /**
   * Replaces every {@code ${NAME}} by the variable's value.
   *
   * @param where the beginning of the error
   * @throws ConfigurationException if a variable is not set
   */
  static String expand(String text, String where) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      String value = System.getenv(matcher.group(1));
      if (value == null || value.isEmpty()) {
        throw new ConfigurationException(
            where
                + ": is '"
                + text
                + "', but the environment variable "
                + matcher.group(1)
                + " is not set. Set it to the folder that holds the data.");
      }
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(expanded).toString();
  }
}
