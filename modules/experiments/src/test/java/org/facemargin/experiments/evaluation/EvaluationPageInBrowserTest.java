package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
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
    WebElement svg = plot.findElement(By.tagName("svg"));
    new Actions(browser.driver()).moveToElement(svg, 40, 0).perform();
    List<String> lines = plot.findElement(By.className("tip")).getText().lines().toList();
    assertThat(lines).hasSize(4);
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
        .moveToElement(plot.findElement(By.tagName("svg")), -60, -60)
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
    int before = plot.findElements(By.cssSelector("svg g path")).size();
    plot.findElements(By.cssSelector(".legend button")).get(1).click();
    assertThat(plot.findElements(By.cssSelector("svg g path"))).hasSize(before - 1);
    assertThat(plot.findElements(By.cssSelector("[aria-pressed=false]"))).hasSize(1);
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
      pairs.add(new Block.Pair(grey, grey, "cosine 0.12, judged wrongly", false));
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
            new Page.Section(
                "Curves", "", List.of(new Block.Charts(ScoreCurves.of(SETS, Optional.of(mark))))),
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
