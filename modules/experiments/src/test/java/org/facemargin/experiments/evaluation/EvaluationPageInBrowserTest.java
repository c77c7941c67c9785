package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.facemargin.core.FaceImage;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.evaluation.protocols.IdentificationCurves;
import org.facemargin.experiments.HeadlessBrowser;
import org.facemargin.experiments.PageLook;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.Picture;
import org.facemargin.report.ReportFiles;
import org.facemargin.report.ReportTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The evaluation's page, made of drawn scores, as a reader has it: in a browser. */
class EvaluationPageInBrowserTest {

  private static final int COMPARISONS = 20_000;

  @TempDir private static Path folder;
  private static HeadlessBrowser browser;

  @BeforeAll
  static void open() {
    assumeThat(HeadlessBrowser.missing()).isEmpty();
    ReportFiles.write(page(), folder.resolve("report"));
    browser = HeadlessBrowser.start(folder.resolve("profile"));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void load() {
    browser.driver().get(folder.resolve("report/index.html").toUri().toString());
    browser.show(1280, false);
  }

  @Test
  void itIsReadableEverywhere() {
    new PageLook(browser).check();
  }

  @Test
  void pointingAtTheCurveReadsRatesAndThreshold() {
    WebElement plot = plot("ROC");
    WebElement svg = plot.findElement(By.cssSelector("svg[role=img]"));
    new Actions(browser.driver()).moveToElement(svg, 40, 0).perform();
    List<String> lines = plot.findElement(By.className("tip")).getText().lines().toList();
    assertThat(lines).hasSize(3); // the third set is not ticked
    assertThat(lines.get(0)).startsWith("false accept rate (FAR)");
    assertThat(lines.get(1)).startsWith("N1D1F2: ").contains(" %, threshold ");
    double far = HeadlessBrowser.number(lines.get(0).replaceFirst(".*\\) ", ""));
    double tar = HeadlessBrowser.number(lines.get(1).replaceFirst("N1D1F2: ", "")) / 100;
    assertThat(tar)
        .isCloseTo(
            SETS.get(0).curve().stream()
                .filter(point -> point.far() <= far * 1.02)
                .reduce((one, two) -> two)
                .orElseThrow()
                .tar(),
            org.assertj.core.api.Assertions.within(0.02));
  }

  @Test
  void theKeyboardReadsAsWell() {
    WebElement plot = plot("DET");
    plot.sendKeys(Keys.END);
    String atTheEnd = plot.findElement(By.className("tip")).getText();
    plot.sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
    assertThat(plot.findElement(By.className("tip")).getText())
        .startsWith("false match rate (FMR)")
        .isNotEqualTo(atTheEnd);
  }

  @Test
  void draggingZoomsAndTheButtonGoesBack() {
    WebElement plot = plot("ROC");
    String before = labels(plot);
    new Actions(browser.driver())
        .moveToElement(plot.findElement(By.cssSelector("svg[role=img]")), -60, -60)
        .clickAndHold()
        .moveByOffset(120, 80)
        .release()
        .perform();
    assertThat(labels(plot)).isNotEqualTo(before);
    plot.findElement(By.className("reset")).click();
    assertThat(labels(plot)).isEqualTo(before);
  }

  @Test
  void theLegendSwitchesCurves() {
    WebElement plot = plot("ROC");
    assertThat(plot.findElements(By.cssSelector("path.curve"))).hasSize(2);
    assertThat(plot.findElements(By.cssSelector("[aria-pressed=false]"))).hasSize(1);
    plot.findElements(By.cssSelector(".legend button")).get(2).click();
    assertThat(plot.findElements(By.cssSelector("path.curve"))).hasSize(3);
    List<WebElement> curves = plot.findElements(By.cssSelector("path.curve"));
    assertThat(curves.stream().map(c -> String.valueOf(c.getAttribute("stroke-dasharray"))))
        .doesNotHaveDuplicates();
    assertThat(plot.findElements(By.cssSelector("path.point"))).hasSize(3);
  }

  @Test
  void theSliderSmoothsOverMoreOrLess() {
    WebElement plot = plot("Loss");
    assertThat(plot.findElement(By.tagName("output")).getText()).isEqualTo("over 10 steps");
    String before = plot.findElement(By.cssSelector("path.curve")).getAttribute("d");
    plot.findElement(By.cssSelector("input[type=range]")).sendKeys(Keys.HOME);
    assertThat(plot("Loss").findElement(By.tagName("output")).getText()).isEqualTo("none");
    List<?> smoothed =
        (List<?>) browser.value("return arguments[0].chart.series[0].y", plot("Loss"));
    assertThat(((Number) smoothed.get(0)).doubleValue()).isEqualTo(9);
    assertThat(((Number) smoothed.get(1)).doubleValue()).isEqualTo(11);
    assertThat(before).isNotEmpty();
  }

  /** Even where the wish for every file comes from a page that may load nothing. */
  @Test
  void everyChartIsSavedAsSvgPngAndCsv() throws Exception {
    Path saved = Files.createDirectories(folder.resolve("saved"));
    browser
        .driver()
        .executeCdpCommand(
            "Browser.setDownloadBehavior",
            Map.of("behavior", "allow", "downloadPath", saved.toString()));
    for (WebElement button : plot("ROC").findElements(By.className("save"))) {
      button.click();
    }
    for (String name : List.of("roc.svg", "roc.png", "roc.csv")) {
      for (int tries = 0; tries < 100 && !Files.exists(saved.resolve(name)); tries++) {
        Thread.sleep(100);
      }
      assertThat(saved.resolve(name)).isNotEmptyFile();
    }
    assertThat(ImageIO.read(saved.resolve("roc.png").toFile()).getWidth()).isGreaterThan(400);
    assertThat(Files.readString(saved.resolve("roc.svg")))
        .contains(">ROC: true against false accepts<", ">N1D1F2<")
        .doesNotContain("var(--");
    assertThat(Files.readString(saved.resolve("roc.csv")))
        .startsWith("series,x,x_to,y,low,high,detail,detail_value\nN1D1F2,")
        .contains("\nN0D0F0,", ",threshold,");
  }

  @Test
  void aHeadingSortsItsColumn() {
    WebElement table = browser.driver().findElement(By.cssSelector("[aria-label='Table 1'] table"));
    WebElement heading = table.findElements(By.cssSelector("thead button")).get(1);
    heading.click();
    assertThat(firstRow(table)).isEqualTo("Loss 0");
    heading.click();
    assertThat(firstRow(table)).isEqualTo("Loss 2");
    heading.click();
    assertThat(table.findElements(By.cssSelector("[aria-sort]"))).isEmpty();
    assertThat(firstRow(table)).isEqualTo("Loss 0");
  }

  private static String firstRow(WebElement table) {
    return table.findElement(By.cssSelector("tbody th")).getText();
  }

  /** On a phone: where a table goes on it says so, and its rows' names stay in sight. */
  @Test
  void aWideTableSaysThatItGoesOn() {
    browser.show(400, false);
    WebElement box = browser.driver().findElement(By.cssSelector("[aria-label='Table 1']"));
    Object hint =
        browser.value("return getComputedStyle(arguments[0].parentNode, '::before').content", box);
    assertThat((String) hint).contains("scroll it sideways");
    browser.value("arguments[0].scrollLeft = 300", box);
    Object left =
        browser.value(
            "return arguments[0].querySelector('tbody th').getBoundingClientRect().left"
                + " - arguments[0].getBoundingClientRect().left",
            box);
    assertThat(((Number) left).doubleValue()).isBetween(-1.0, 1.0);
  }

  @Test
  void whatIsEmptySaysSo() {
    assertThat(plot("Nothing yet").getText()).contains("No values to show.");
    assertThat(browser.driver().findElement(By.id("nothing")).getText())
        .contains("nothing has been measured yet");
  }

  private static String labels(WebElement plot) {
    return String.join(
        " ", plot.findElements(By.tagName("text")).stream().map(WebElement::getText).toList());
  }

  private static WebElement plot(String title) {
    return browser.driver().findElement(By.cssSelector(".plot[aria-label^='" + title + "']"));
  }

  private static final List<ScoreSummary> SETS =
      List.of(scores("N1D1F2", 0.55), scores("N1D0F2", 0.5), scores("N0D0F0", 0.4));

  private static ScoreSummary scores(String name, double mean) {
    Random random = new Random(7);
    double[] genuine = new double[COMPARISONS];
    double[] impostor = new double[COMPARISONS];
    for (int i = 0; i < COMPARISONS; i++) {
      genuine[i] = mean + 0.14 * random.nextGaussian();
      impostor[i] = 0.08 * random.nextGaussian();
    }
    return ScoreSummary.of(name, VerificationScores.owning(genuine, impostor));
  }

  private static List<Chart> curves(Chart.Mark mark) {
    List<Chart> charts = new ArrayList<>(ScoreCurves.rates(SETS, 2));
    charts.add(ScoreCurves.histograms(SETS, ScoreCurves.COSINE, Optional.of(mark)).get(0));
    List<Double> steps = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int step = 1; step <= 500; step++) {
      steps.add((double) step);
      losses.add(10 + (step % 2 == 0 ? 1.0 : -1.0));
    }
    Chart.Series raw = Chart.Series.of("each step", Chart.Kind.FAINT, steps, losses);
    charts.add(
        Chart.smoothed("Loss", Chart.Axis.linear("step"), Chart.Axis.linear("loss"), raw, ""));
    Chart.Series dots =
        new Chart.Series(
            "a − b",
            Chart.Kind.POINTS,
            List.of(0.0, 1.0),
            List.of(-1.0, 2.0),
            List.of(-2.0, 1.0),
            List.of(0.5, 3.0));
    charts.add(
        Chart.of(
            "Differences",
            Chart.Axis.named("number", List.of("EER", "TAR 1e-3")),
            Chart.Axis.linear("points"),
            List.of(dots),
            ""));
    charts.add(
        Chart.of(
            "Nothing yet",
            Chart.Axis.linear("step"),
            Chart.Axis.linear("loss"),
            List.of(Chart.Series.of("", Chart.Kind.LINE, List.of(), List.of())),
            ""));
    return charts;
  }

  /** Ten columns of two-line cells, as a paper's table has them. */
  private static ReportTable tenColumns() {
    List<String> columns = new ArrayList<>(List.of("loss"));
    List<List<String>> rows = new ArrayList<>();
    List<ReportTable.Brief> briefs = new ArrayList<>();
    for (int c = 1; c < 11; c++) {
      columns.add("Set " + c + " (%)");
    }
    for (int r = 0; r < 3; r++) {
      List<String> row = new ArrayList<>(List.of("Loss " + r));
      for (int c = 1; c < 11; c++) {
        row.add((90 - r) + ".10 ± 0.20, reduced scale; published 99.80");
        briefs.add(
            new ReportTable.Brief(
                r,
                c,
                (90 - r) + ".10 ± 0.20",
                "published 99.80",
                ReportTable.Tone.PARTLY,
                "reduced scale",
                r == 0));
      }
      rows.add(row);
    }
    return new ReportTable("Table 1", columns, rows, List.of(), briefs);
  }

  private static Page page() {
    List<Double> ranks = new ArrayList<>();
    SortedMap<Double, Double> open = new TreeMap<>();
    for (int rank = 1; rank <= 50; rank++) {
      ranks.add(1 - 0.2 / rank);
    }
    for (double rate : new double[] {1e-3, 1e-2, 1e-1, 1}) {
      open.put(rate, 0.9 + 0.02 * Math.log10(rate));
    }
    List<Block.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Picture grey = Picture.of(new FaceImage(8, 8, new byte[3 * 64]), "grey " + i);
      pairs.add(new Block.Pair(grey, grey, "cosine 0.12, wrong", false));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("model sha256", "0123456789abcdef".repeat(4));
    facts.put("flags", "templates: mean in media, sum of media; flags per row");
    Chart.Mark mark = new Chart.Mark(0.31, "accuracy threshold, fold mean");
    return new Page(
        "A network on a set of templates",
        "Drawn scores.",
        List.of(
            new Page.Section(
                "",
                "",
                List.of(
                    new Block.Headlines(
                        List.of(
                            new Block.Headline("accuracy", "99.38 %", "± 0.29 over folds", true),
                            new Block.Headline("AUC", "0.9987", "", false))),
                    new Block.Progress(0.4, "step 40 of 100, about 2 min left"))),
            new Page.Section("Curves", "", List.of(new Block.Charts(curves(mark)))),
            new Page.Section(
                "Operating points", "", List.of(new Block.Table(ThresholdTable.of(SETS.get(0))))),
            new Page.Section(
                "Identification",
                "",
                List.of(
                    new Block.Charts(
                        List.of(
                            IdentificationCurves.cumulativeMatch(Map.of("gallery 1", ranks)),
                            IdentificationCurves.openSet(Map.of("gallery 1", open)))))),
            new Page.Section("Table", "", List.of(new Block.Table(tenColumns()))),
            new Page.Section("Nothing", "", List.of(new Block.Charts(List.of()))),
            new Page.Section("Hardest pairs", "", List.of(new Block.Pairs("Least alike", pairs))),
            new Page.Section(
                "What ran where",
                "",
                List.of(
                    Block.Facts.of("", facts),
                    new Block.Folded("The whole configuration", "seed: 1\n" + "x".repeat(300))))),
        "FaceMargin, in a test");
  }
}
