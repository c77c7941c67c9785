package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.facemargin.core.FaceImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

  @TempDir private Path folder;

  @Test
  void everyFigureAndTableIsThereInEveryFormat() throws Exception {
    ReportFiles.write(page(), folder);
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      assertThat(files.map(file -> folder.relativize(file).toString().replace('\\', '/')))
          .containsExactlyInAnyOrder(
              "index.html",
              "page.json",
              "page.md",
              "figures/det.csv",
              "figures/det.json",
              "figures/det.png",
              "figures/det.svg",
              "figures/det-2.csv",
              "figures/det-2.json",
              "figures/det-2.png",
              "figures/det-2.svg",
              "tables/folds.csv",
              "tables/folds.json",
              "tables/folds.md",
              "tables/folds.tex",
              "tables/folds.txt");
    }
    assertThat(ImageIO.read(folder.resolve("figures/det.png").toFile()).getWidth())
        .isEqualTo(2 * ChartPainter.WIDTH);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("figures/det.svg").toFile())
                .getElementsByTagName("polyline")
                .getLength())
        .isPositive();
  }

  @Test
  void theCurveAsRowsIsGolden() {
    assertThat(ChartFiles.rows(chart()))
        .isEqualTo(
            """
            series,x,x_to,y,low,high,detail,detail_value
            model,0.001,,0.3,0.2,0.4,threshold,0.5
            model,0.1,,0.05,0.01,0.1,threshold,0.25
            bars,0.001,0.01,0.4,,,,
            bars,0.01,0.1,,,,,
            """);
  }

  @Test
  void theMarkdownIsGolden() throws IOException {
    ReportFiles.write(page(), folder);
    assertThat(folder.resolve("page.md"))
        .content()
        .isEqualTo(
            """
            # A model

            What was done.

            - accuracy: **99 %** (of 100)

            ## Curves

            ![DET: errors](figures/det.png)

            A note.

            ![DET: errors](figures/det-2.png)

            A note.

            **Folds**

            | fold | accuracy |
            | ---- | -------: |
            | 1    |     99 % |

            ## Origin

            - zulu: 1
            - alpha: 2

            Least alike (pictures: index.html):

            - left and right: cosine 0.1

            FaceMargin
            """);
  }

  @Test
  void aCardIsMadeAgainWhereThereWasOne() throws IOException {
    assertThat(ReportFiles.card(folder)).isEmpty();
    ReportFiles.writeCard(page(), folder);
    String card = Files.readString(folder.resolve("card.html"));
    assertThat(card).contains("<main class=\"card\">");
    ReportFiles.writeCard(ReportFiles.card(folder).orElseThrow(), folder.resolve("again"));
    assertThat(folder.resolve("again/card.html")).hasContent(card);
  }

  /** Years later, from files alone: byte for byte the same page, numbers that are none included. */
  @Test
  void aReportIsMadeAgainFromItsFolder() throws IOException {
    ReportFiles.write(page(), folder.resolve("first"));
    assertThat(ReportFiles.isReport(folder.resolve("first"))).isTrue();
    assertThat(ReportFiles.isReport(folder)).isFalse();
    ReportFiles.write(ReportFiles.read(folder.resolve("first")), folder.resolve("second"));
    try (Stream<Path> files = Files.walk(folder.resolve("first")).filter(Files::isRegularFile)) {
      assertThat(files.toList())
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(
                          folder
                              .resolve("second")
                              .resolve(folder.resolve("first").relativize(file)))
                      .hasSameBinaryContentAs(file));
    }
  }

  private static Chart chart() {
    return new Chart(
        "DET: errors",
        Chart.Axis.probit("FMR", 1e-3, 0.4),
        Chart.Axis.probit("FNMR", Double.NaN, Double.NaN),
        List.of(
            new Chart.Series(
                "model",
                Chart.Kind.STEP,
                List.of(0.001, 0.1),
                List.of(0.3, 0.05),
                List.of(0.2, 0.01),
                List.of(0.4, 0.1),
                List.of(new Chart.Detail("threshold", List.of(0.5, 0.25)))),
            Chart.Series.of(
                "bars", Chart.Kind.BARS, List.of(0.001, 0.01, 0.1), List.of(0.4, Double.NaN))),
        List.of(new Chart.Mark(0.01, "target")),
        "A note.");
  }

  private static Page page() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("zulu", "1");
    facts.put("alpha", "2");
    ReportTable folds =
        new ReportTable(
            "Folds", List.of("fold", "accuracy"), List.of(List.of("1", "99 %")), List.of());
    FaceImage grey = new FaceImage(8, 8, new byte[3 * 64]);
    Block.Pair pair =
        new Block.Pair(Picture.of(grey, "left"), Picture.of(grey, "right"), "cosine 0.1", true);
    return new Page(
        "A model",
        "What was done.",
        List.of(
            new Page.Section(
                "",
                "",
                List.of(
                    new Block.Headlines(
                        List.of(new Block.Headline("accuracy", "99 %", "of 100", true))))),
            new Page.Section(
                "Curves",
                "",
                List.of(new Block.Charts(List.of(chart(), chart())), new Block.Table(folds))),
            new Page.Section(
                "Origin",
                "",
                List.of(Block.Facts.of("", facts), new Block.Pairs("Least alike", List.of(pair))))),
        "FaceMargin");
  }
}
