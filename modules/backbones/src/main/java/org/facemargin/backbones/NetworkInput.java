package org.facemargin.backbones;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.core.ImageSpec;

/**
 * What goes into a network and whether it divides embeddings by their norm, kept beside its weights
 * as one line:
 *
 * <pre>112x112 RGB mean 0.5 0.5 0.5 std 0.5 0.5 0.5 raw</pre>
 *
 * @param image its pictures
 * @param unitOutput whether its authors' network ends with a division by the norm, which our graph
 *     does not
 */
public record NetworkInput(ImageSpec image, boolean unitOutput) {

  /** Most bytes of the line. */
  public static final int LONGEST = 1024;

  private static final String THREE = "(\\S+) (\\S+) (\\S+)";
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{1,4})x(\\d{1,4}) (RGB|BGR) mean " + THREE + " std " + THREE + " (raw|unit)\\s*");

  /** The pictures our own training makes, and raw embeddings. */
  public static NetworkInput ofTraining(int sizePx) {
    return new NetworkInput(ImageSpec.arcface(sizePx), false);
  }

  /** The line. */
  public String text() {
    return image.widthPx()
        + "x"
        + image.heightPx()
        + " "
        + image.colorOrder().name().toUpperCase(Locale.ROOT)
        + " mean "
        + joined(image.mean())
        + " std "
        + joined(image.std())
        + (unitOutput ? " unit" : " raw");
  }

  private static String joined(double[] values) {
    return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  /**
   * Reads the line.
   *
   * @param file what messages call its file
   * @throws DataException if it is another
   */
  public static NetworkInput parse(String file, String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw DataException.of(
          "%s says '%s' of its pictures, expected a line as '%s'.",
          file, text, ofTraining(112).text());
    }
    try {
      ImageSpec image =
          new ImageSpec(
              Integer.parseInt(line.group(1)),
              Integer.parseInt(line.group(2)),
              ColorOrder.valueOf(line.group(3)),
              three(line, 4),
              three(line, 7));
      return new NetworkInput(image, line.group(10).equals("unit"));
    } catch (NumberFormatException | ConfigurationException e) {
      throw new DataException(file + " says '" + text + "' of its pictures: " + e.getMessage(), e);
    }
  }

  private static double[] three(Matcher line, int group) {
    return new double[] {
      Decimals.parse(line.group(group)),
      Decimals.parse(line.group(group + 1)),
      Decimals.parse(line.group(group + 2))
    };
  }
}
