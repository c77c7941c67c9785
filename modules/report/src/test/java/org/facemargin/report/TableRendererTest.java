package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableRendererTest {

  private static final ReportTable TABLE =
      new ReportTable(
          "Accuracy, 50 % noise",
          List.of("Loss", "LFW", "Note"),
          List.of(List.of("ArcFace (0.5)", "99.80 ± 0.02", "a|b"), List.of("x_y", "1", "\"q\", r")),
          List.of("Source: nowhere."));

  @Test
  void everyFormatIsRegistered() {
    assertThat(NamedRegistry.of(TableRenderer.class).names()).contains("csv", "latex", "markdown");
  }

  @Test
  void markdownIsGolden() {
    assertThat(render("markdown"))
        .isEqualTo(
            """
            **Accuracy, 50 % noise**

            | Loss          |          LFW |   Note |
            | ------------- | -----------: | -----: |
            | ArcFace (0.5) | 99.80 ± 0.02 |   a\\|b |
            | x_y           |            1 | "q", r |

            Source: nowhere.
            """);
  }

  @Test
  void csvIsGolden() {
    assertThat(render("csv"))
        .isEqualTo("Loss,LFW,Note\nArcFace (0.5),99.80 ± 0.02,a|b\nx_y,1,\"\"\"q\"\", r\"\n");
  }

  @Test
  void latexIsGolden() {
    assertThat(render("latex"))
        .isEqualTo(
            """
            % \\usepackage{booktabs,threeparttable}
            \\begin{table}
            \\centering
            \\begin{threeparttable}
            \\caption{Accuracy, 50\\,\\% noise}
            \\label{tab:accuracy-50-noise}
            \\begin{tabular}{lrr}
            \\toprule
            Loss & LFW & Note \\\\
            \\midrule
            ArcFace (0.5) & 99.80 $\\pm$ 0.02 & a$|$b \\\\
            x\\_y & 1 & "q", r \\\\
            \\bottomrule
            \\end{tabular}
            \\begin{tablenotes}[flushleft]\\footnotesize
            \\item Source: nowhere.
            \\end{tablenotes}
            \\end{threeparttable}
            \\end{table}
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "ru", "tr"})
  void theLocaleDoesNotMatter(String language) {
    Locale before = Locale.getDefault();
    String expected = render("latex");
    try {
      Locale.setDefault(language.equals("root") ? Locale.ROOT : Locale.forLanguageTag(language));
      assertThat(render("latex")).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(
            () -> new ReportTable("t", List.of("a", "b"), List.of(List.of("1")), List.of()))
        .hasMessageContaining("2 columns");
  }

  private static String render(String name) {
    return NamedRegistry.of(TableRenderer.class).get(name).render(TABLE);
  }
}
