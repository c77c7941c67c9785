package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The colours of curves as readers see them who lack one kind of cones: simulated by the matrices
 * of Machado, Oliveira and Fernandes (A Physiologically-based Model for Simulation of Color Vision
 * Deficiency, IEEE TVCG 2009, severity 1.0, on linear RGB), compared by CIELAB distance (CIE 1976).
 */
class PaletteTest {

  /** Just noticeable is 2.3; curves are thin and lie apart. */
  private static final double APART = 20;

  /** WCAG 2.2, success criterion 1.4.11: graphics against what is beside them. */
  private static final double CONTRAST = 3;

  private enum Sight {
    NORMAL(1, 0, 0, 0, 1, 0, 0, 0, 1),
    PROTANOPIA(
        0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
        1.051998),
    DEUTERANOPIA(
        0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    TRITANOPIA(
        1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
        0.303900);

    private final double[] matrix;

    Sight(double... matrix) {
      this.matrix = matrix;
    }

    /** CIELAB of what is seen, under D65. */
    double[] seen(String colour) {
      double[] rgb = linear(colour);
      double[] seen = new double[3];
      for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (int j = 0; j < 3; j++) {
          sum += matrix[3 * i + j] * rgb[j];
        }
        seen[i] = Math.max(0, Math.min(1, sum));
      }
      double x = f((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
      double y = f(luminance(seen));
      double z = f((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
      return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double t) {
      return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
  }

  private static double luminance(double[] linear) {
    return 0.2126729 * linear[0] + 0.7151522 * linear[1] + 0.0721750 * linear[2];
  }

  private static double[] linear(String colour) {
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      double value = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      rgb[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
    return rgb;
  }

  private static double contrast(String one, String other) {
    double a = luminance(linear(one));
    double b = luminance(linear(other));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** Values of a variable of the style sheet: light, dark, print. */
  private static List<String> values(String variable) {
    Matcher found =
        Pattern.compile("--" + variable + ": (#[0-9a-f]{3,6});")
            .matcher(HtmlPage.resource("page.css"));
    List<String> values = new ArrayList<>();
    while (found.find()) {
      values.add(found.group(1));
    }
    assertThat(values).as(variable).hasSize(3);
    return values;
  }

  private static List<String> curves(int theme) {
    List<String> colours = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      colours.add(values("c" + i).get(theme));
    }
    return colours;
  }

  @ParameterizedTest
  @EnumSource
  void curvesStayApart(Sight sight) {
    for (int theme = 0; theme < 2; theme++) {
      List<String> colours = curves(theme);
      for (int i = 0; i < colours.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertThat(distance(sight, colours.get(i), colours.get(j)))
              .as(colours.get(i) + " and " + colours.get(j))
              .isGreaterThan(APART);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void goodAndBadStayApart(Sight sight) {
    for (int theme = 0; theme < 2; theme++) {
      assertThat(distance(sight, values("good").get(theme), values("bad").get(theme)))
          .isGreaterThan(APART);
    }
  }

  private static double distance(Sight sight, String one, String other) {
    double[] a = sight.seen(one);
    double[] b = sight.seen(other);
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }

  @Test
  void curvesStandOutFromTheCard() {
    for (int theme = 0; theme < 2; theme++) {
      String card = values("card").get(theme);
      assertThat(curves(theme)).allMatch(colour -> contrast(colour, card) >= CONTRAST);
    }
  }

  @Test
  void figuresHaveThePagesColours() {
    assertThat(SeriesLook.COLOURS).isEqualTo(curves(0)).isEqualTo(curves(2));
  }

  /** Checks the simulation itself: white stays white, whoever looks. */
  @ParameterizedTest
  @EnumSource
  void whiteIsWhite(Sight sight) {
    double[] lab = sight.seen("#ffffff");
    assertThat(lab[0]).isBetween(99.9, 100.1);
    assertThat(Math.hypot(lab[1], lab[2])).isLessThan(0.1);
  }
}
