package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.facemargin.core.FaceImage;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  @Test
  void thePageNeedsNoNetworkAndEscapesWhatItShows() throws IOException {
    String html = HtmlPage.render(page());
    assertThat(html)
        .doesNotContain("http://www.example", "https://", "<link", "src=\"/")
        .contains("&lt;b&gt;", "data:image/jpeg;base64,", "data-chart=\"chart2\"");
    assertThat(html.split("<script").length - 1).isEqualTo(2 + 1);
    Files.writeString(Path.of("target", "sample-page.html"), html);
  }

  @Test
  void aTextCannotEndTheChartsScript() {
    Chart chart =
        Chart.of(
            "</script><b>",
            Chart.Axis.linear("x"),
            Chart.Axis.linear("y"),
            List.of(Chart.Series.of("</script>", Chart.Kind.LINE, List.of(1.0), List.of(2.0))),
            "");
    Page page =
        new Page(
            "t",
            "",
            List.of(new Page.Section("", "", List.of(new Block.Charts(List.of(chart))))),
            "");
    assertThat(HtmlPage.render(page).split("</script>").length - 1).isEqualTo(2);
  }

  private static String html(Block... blocks) {
    return HtmlPage.render(
        new Page("t", "", List.of(new Page.Section("s", "", List.of(blocks))), ""));
  }

  /** No line begins with a unit or ends with a sign; names break between their parts only. */
  @Test
  void numbersStayWholeAndNamesBreakBetweenTheirParts() {
    String page =
        html(
            new Block.Headlines(
                List.of(
                    new Block.Headline("TAR", "insufficient data (83.00 %)", "± 7.31 %", true),
                    new Block.Headline("EER", "≈ 2.75 %", "1.25 % to 4.65 %", false))),
            new Block.Table(
                new ReportTable(
                    "", List.of("metric"), List.of(List.of("tar_iso@far=1e-3")), List.of())));
    assertThat(page)
        .contains("(83.00\u00a0%)</dd>", "±\u00a07.31\u00a0%</p>", "≈\u00a02.75\u00a0%</dd>")
        .contains("1.25\u00a0% to 4.65\u00a0%")
        .contains("tar_<wbr>iso@<wbr>far=<wbr>1e-3</th>");
  }

  @Test
  void whatIsEmptySaysSo() {
    assertThat(
            html(
                new Block.Charts(List.of()),
                new Block.Pairs("Same person, typical", List.of()),
                new Block.Headlines(List.of()),
                new Block.Facts("Origin", List.of()),
                new Block.Table(new ReportTable("Runs", List.of("a"), List.of(), List.of()))))
        .contains(
            "No curves: nothing has been measured yet.",
            "Same person, typical: there is no such pair.",
            "No numbers yet.",
            "Origin: nothing is known.",
            "Runs: no rows yet.")
        .doesNotContain("<table", "<dl", "class=\"charts\"");
  }

  @Test
  void aBriefCellHasTwoLinesAGlyphAndItsWords() {
    ReportTable table =
        new ReportTable(
            "Table 1",
            List.of("loss", "LFW"),
            List.of(List.of("ArcFace", "60.1 ± 2.0 (3 runs), reduced scale; published 99.8")),
            List.of(),
            List.of(
                new ReportTable.Brief(
                    0,
                    1,
                    "60.1 ± 2.0",
                    "published 99.8",
                    ReportTable.Tone.PARTLY,
                    "reduced scale",
                    true)));
    assertThat(html(new Block.Table(table)))
        .contains(
            "class=\"brief best\" title=\"60.1 ± 2.0 (3 runs), reduced scale; published 99.8\"",
            "<span class=\"first\"><span class=\"tone partly\" role=\"img\""
                + " aria-label=\"reduced scale\">◐</span> ★ 60.1 ±\u00a02.0</span>",
            "<span class=\"second\">published 99.8</span>",
            "◐</span> reduced scale</span>");
  }

  @Test
  void wideCellsOfFewColumnsAreStackedOnAPhoneManyColumnsScroll() {
    List<String> sentences = List.of("x", "a sentence that is long enough", "and another one here");
    assertThat(
            html(
                new Block.Table(
                    new ReportTable("", List.of("a", "b", "c"), List.of(sentences), List.of()))))
        .contains("class=\"table stacked\"", "<td data-heading=\"b\">");
    List<String> interval = List.of("auc", "0.99468", "0.99194 to 0.99676");
    List<String> long27 = List.of("tar_nearest@far=1e-4", "insufficient data (73.42 %)", "-");
    List<String> columns = List.of("metric", "value", "95 % interval");
    assertThat(html(new Block.Table(new ReportTable("", columns, List.of(interval), List.of()))))
        .doesNotContain("table stacked");
    assertThat(
            html(
                new Block.Table(
                    new ReportTable("", columns, List.of(interval, long27), List.of()))))
        .contains("table stacked");
    List<String> ten = java.util.Collections.nCopies(10, "99.38 %");
    assertThat(html(new Block.Table(new ReportTable("", ten, List.of(ten), List.of()))))
        .doesNotContain("table stacked");
  }

  @Test
  void thePageSaysWhatCanBeDoneWithIt() {
    assertThat(html(new Block.Charts(List.of(loss()))))
        .contains("class=\"guide\"", "drag a box to zoom", "shows or hides its curve")
        .doesNotContain("a heading sorts");
  }

  /** Pages written before a field was there are read: what is missing is not set. */
  @Test
  void olderPagesAreRead() {
    String json =
        "{\"title\":\"t\",\"x\":{\"label\":\"x\",\"scale\":\"LINEAR\",\"percent\":false,\"low\":null,"
            + "\"high\":null},\"y\":{\"label\":\"y\",\"scale\":\"LINEAR\",\"percent\":false,\"low\":0,"
            + "\"high\":1},\"series\":[{\"name\":\"s\",\"kind\":\"LINE\",\"x\":[1],\"y\":[2],\"low\":[],"
            + "\"high\":[],\"details\":[]}],\"marks\":[],\"note\":\"\"}";
    Chart chart = org.facemargin.files.json.JsonRecords.parse("test", json, Chart.class);
    assertThat(chart.smoothing()).isZero();
    assertThat(chart.series().get(0).hidden()).isFalse();
    assertThat(chart.x().names()).isEmpty();
  }

  private static Page page() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Git commit", "0123456789abcdef0123456789abcdef01234567");
    facts.put("JDK", "17 <b>");
    Block headlines =
        new Block.Headlines(
            List.of(
                new Block.Headline("Accuracy, unseen identities", "94.3 %", "92.1 to 95.9 %", true),
                new Block.Headline("Raw pixels", "61.2 %", "the same pairs", false),
                new Block.Headline("Trained", "512 images/s", "2 cores", false)));
    List<Block.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Picture face = Picture.of(shade(40 * i), "shade");
      pairs.add(new Block.Pair(face, face, "same person, similarity 0.71", i != 4));
    }
    ReportTable table =
        new ReportTable(
            "Folds", List.of("Fold", "Accuracy"), List.of(List.of("1", "94.0 %")), List.of("Note"));
    return new Page(
        "Quickstart",
        "A small network, toy faces.",
        List.of(
            new Page.Section("", "", List.of(headlines)),
            new Page.Section(
                "Training", "How it went.", List.of(new Block.Charts(List.of(loss(), roc())))),
            new Page.Section(
                "Pairs", "", List.of(new Block.Pairs("Six pairs", pairs), new Block.Table(table))),
            new Page.Section(
                "What ran where",
                "",
                List.of(Block.Facts.of("", facts), new Block.Folded("Config", "seed: 1\n")))),
        "Made by a test.");
  }

  private static Chart loss() {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      x.add((double) i);
      y.add(8 * Math.exp(-i / 60.0) + 0.3 * Math.sin(i));
    }
    return new Chart(
        "Loss",
        Chart.Axis.linear("step"),
        Chart.Axis.linear("loss"),
        List.of(
            Chart.Series.of("smoothed", Chart.Kind.LINE, x, y),
            Chart.Series.of("each step", Chart.Kind.FAINT, x, y)),
        List.of(new Chart.Mark(120, "learning rate × 0.1")),
        "Mean over the batch.");
  }

  private static Chart roc() {
    return Chart.of(
        "ROC",
        Chart.Axis.logarithmic("false accept rate", 1e-4, 1),
        Chart.Axis.percent("true accept rate", 0, 1),
        List.of(
            Chart.Series.of(
                "model", Chart.Kind.STEP, List.of(1e-4, 1e-2, 1.0), List.of(0.2, 0.9, 1.0)),
            Chart.Series.of("bars", Chart.Kind.BARS, List.of(1e-3, 1e-2, 1e-1), List.of(0.4, 0.2))),
        "");
  }

  private static FaceImage shade(int value) {
    byte[] rgb = new byte[3 * 16 * 16];
    java.util.Arrays.fill(rgb, (byte) value);
    return new FaceImage(16, 16, rgb);
  }
}
