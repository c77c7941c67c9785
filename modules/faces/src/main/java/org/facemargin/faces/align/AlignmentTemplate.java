package org.facemargin.faces.align;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.ConfigurationException;

/**
 * Where the five points of an aligned face lie.
 *
 * <p>The ArcFace template for 112 x 112 pixels; for a multiple of 112 it is scaled; for a multiple
 * of 128 scaled by size / 128 after 8 pixels are added to x, as insightface does; the older 96 x
 * 112 crop has the same points with 8 pixels less in x. Source: insightface's {@code
 * face_align.py}.
 *
 * @param name the name on the command line and in cards: {@code arcface-112}, {@code arcface-128},
 *     {@code arcface-96x112}, {@code arcface-224}, …
 * @param widthPx width of the aligned face
 * @param heightPx height of the aligned face
 * @param points where the landmarks belong
 */
public record AlignmentTemplate(String name, int widthPx, int heightPx, FivePoints points) {

  private static final double[] ARCFACE = {
    38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041
  };
  private static final Pattern SQUARE = Pattern.compile("arcface-(\\d{2,4})");

  /** Names of those that published networks use. */
  public static final List<String> USUAL =
      List.of("arcface-112", "arcface-128", "arcface-96x112", "arcface-224", "arcface-256");

  /** The template nearly every published network is trained with. */
  public static final AlignmentTemplate ARCFACE_112 = named("arcface-112");

  /**
   * The template of this name.
   *
   * @throws ConfigurationException if there is none
   */
  public static AlignmentTemplate named(String name) {
    if (name.equals("arcface-96x112")) {
      return of(name, 96, 112, 1, -8);
    }
    Matcher square = SQUARE.matcher(name);
    if (square.matches()) {
      int size = Integer.parseInt(square.group(1));
      if (size > 0 && size % 112 == 0) {
        return of(name, size, size, size / 112.0, 0);
      }
      if (size > 0 && size % 128 == 0) {
        return of(name, size, size, size / 128.0, 8);
      }
    }
    throw ConfigurationException.of(
        "Unknown alignment template '%s'. Known: arcface-112, arcface-128, arcface-96x112,"
            + " and arcface-N for multiples of 112 and 128.",
        name);
  }

  /**
   * The template of faces of this size; there is one at most.
   *
   * @throws ConfigurationException if there is none
   */
  public static AlignmentTemplate ofSize(int widthPx, int heightPx) {
    return named("arcface-" + (widthPx == heightPx ? "" : widthPx + "x") + heightPx);
  }

  private static AlignmentTemplate of(
      String name, int width, int height, double ratio, double shiftX) {
    double[] xy = new double[10];
    for (int i = 0; i < 5; i++) {
      xy[2 * i] = (ARCFACE[2 * i] + shiftX) * ratio;
      xy[2 * i + 1] = ARCFACE[2 * i + 1] * ratio;
    }
    return new AlignmentTemplate(name, width, height, new FivePoints(xy));
  }
}
