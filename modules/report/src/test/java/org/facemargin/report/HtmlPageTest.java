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
