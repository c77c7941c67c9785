package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells hold names that somebody else chose: nothing in them may run or steer. */
class HarmlessCellsTest {

  private static ReportTable table(String cell) {
    return new ReportTable("", List.of("a", "b"), List.of(List.of(cell, "1")), List.of(cell));
  }

  private static String csv(String cell) {
    return new CsvTableRenderer().render(table(cell)).lines().skip(1).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "=HYPERLINK(\"http://x\")",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|'x'!A0",
        "-1-1",
        "\t=1",
        " =1",
        "\r=1",
        "-1e5x",
        "+"
      })
  void formulasBecomeText(String cell) {
    assertThat(csv(cell).replaceFirst("^\"", "")).startsWith("'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0.5",
        "+1.25 %",
        "-1e-3",
        "-",
        "-0.51 to -0.49",
        "-1,234",
        "-0.5 % to 0.3 %",
        "0.5",
        "-3 ± 1",
        "a=b",
        "user@example.org"
      })
  void numbersAndPlainTextStayAsTheyAre(String cell) {
    assertThat(csv(cell).replace("\"", "")).isEqualTo(cell + ",1");
  }

  @Test
  void noRendererPassesAnEscapeCharacter() {
    for (TableRenderer renderer : NamedRegistry.of(TableRenderer.class).all()) {
      assertThat(renderer.render(table("a\u001b]0;title\u0007b")))
          .as(renderer.name())
          .doesNotContain("\u001b", "\u0007")
          .contains(renderer.name().equals("latex") ? "?" : "\uFFFD");
    }
  }

  @Test
  void markdownHasNoTagAndNoLink() {
    assertThat(new MarkdownTableRenderer().render(table("<img src=x> [a](javascript:b)")))
        .doesNotContain("<img", "](");
  }

  @Test
  void everyPageAllowsItsOwnScriptsAlone() {
    String page = HtmlPage.render(new Page("t", "", List.of(), ""));
    assertThat(page)
        .contains("Content-Security-Policy", "default-src 'none'; script-src 'sha256-")
        .doesNotContain("script-src 'unsafe-inline'");
  }
}
