package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} on scores, several of them, with metadata, and on a published curve. */
class EvaluateScoresTest {

  private static final int PEOPLE = 30;

  @TempDir private Path folder;
  private final List<String> rows = new ArrayList<>();
  private final List<String> worse = new ArrayList<>();

  @BeforeEach
  void scores() throws IOException {
    Random random = new Random(9);
    String header = "score,label,image_1,image_2";
    rows.add(header);
    worse.add(header);
    for (int k = 0; k < 1500; k++) {
      boolean same = k % 3 == 0;
      int a = random.nextInt(PEOPLE);
      int b = same ? a : (a + 1 + random.nextInt(PEOPLE - 1)) % PEOPLE;
      double score = Math.round((random.nextGaussian() + (same ? 2 : 0)) * 100) / 100.0;
      String rest =
          "," + (same ? 1 : 0) + ",p" + a + "/" + k % 4 + ".jpg,p" + b + "/" + k % 5 + ".jpg";
      rows.add(score + rest);
      worse.add(score + 2 * random.nextGaussian() + rest);
    }
    Files.write(folder.resolve("a.csv"), rows);
    Files.write(folder.resolve("b.csv"), worse);
  }

  private JsonNode evaluate(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("evaluate", "--out", folder.resolve("out").toString()));
    all.addAll(List.of(arguments));
    assertThat(Main.commandLine().execute(all.toArray(String[]::new))).isZero();
    return JsonRecords.read(folder.resolve("out/result.json"));
  }

  private static double number(JsonNode result, String id) {
    return result.at("/values/" + id + "/value").asDouble();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  /** 1 - score is the distance: told from the area, and read right with --distances. */
  @Test
  void distancesArePointedOutAndReadOnRequest() throws IOException {
    List<String> distances = new ArrayList<>(List.of(rows.get(0)));
    for (String row : rows.subList(1, rows.size())) {
      int comma = row.indexOf(',');
      double score = Double.parseDouble(row.substring(0, comma));
      distances.add(Math.round(100 - 100 * score) / 100.0 + row.substring(comma));
    }
    Files.write(folder.resolve("d.csv"), distances);
    String none = "bootstrap.replicates=0";
    JsonNode right = evaluate("--scores", at("a.csv"), "--set", none);
    JsonNode taken = evaluate("--scores", at("d.csv"), "--set", none);
    assertThat(taken.at("/facts/warning").asText()).contains("below one half", "--distances");
    JsonNode told = evaluate("--scores", at("d.csv"), "--distances", "--set", none);
    assertThat(told.get("facts").has("warning")).isFalse();
    assertThat(right.get("facts").has("warning")).isFalse();
    assertThat(told.get("values")).isEqualTo(right.get("values"));
    for (String metric : List.of("auc", "eer", "tar_iso@far=1e-1", "tar_nearest@far=1e-1")) {
      assertThat(number(taken, metric)).as(metric).isNotEqualTo(number(right, metric));
    }
  }

  @Test
  void scoresAloneTakeTheCardForScores() {
    JsonNode result = evaluate("--scores", at("a.csv"), "--set", "bootstrap.replicates=50");
    assertThat(result.get("protocol").asText()).isEqualTo("scores");
    assertThat(result.at("/facts/genuine").asInt()).isEqualTo(500);
    assertThat(number(result, "eer")).isBetween(0.12, 0.2);
    assertThat(number(result, "min_dcf@p_target=0.01")).isBetween(0.1, 1.0);
    assertThat(number(result, "tar_iso@far=1e-2")).isPositive();
    assertThat(number(result, "tar_nearest@far=1e-2")).isPositive();
    assertThat(result.at("/values/tar_iso@far=1e-4/value").isNull()).isTrue();
    assertThat(result.at("/operating_points/all comparisons/1e-4/nearest/note").asText())
        .isEqualTo("insufficient data");
    assertThat(result.at("/facts/intervals").asText())
        .matches("bootstrap over \\d+ subjects, 50 replicates, seed 1");
    assertThat(Files.exists(folder.resolve("out/report/index.html"))).isTrue();
  }

  /** The same numbers, and nothing that could be taken for their page. */
  @Test
  void numbersMayBeWantedWithoutAPage() throws IOException {
    JsonNode whole = evaluate("--scores", at("a.csv"), "--set", "bootstrap.replicates=0");
    String[] alone = {
      "evaluate",
      "--scores",
      at("a.csv"),
      "--set",
      "bootstrap.replicates=0",
      "--no-report",
      "--out",
      at("alone")
    };
    assertThat(Main.commandLine().execute(alone)).isZero();
    JsonNode result = JsonRecords.read(folder.resolve("alone/result.json"));
    assertThat(result.get("values")).isEqualTo(whole.get("values"));
    assertThat(result.get("operating_points")).isEqualTo(whole.get("operating_points"));
    assertThat(folder.resolve("alone").toFile().list()).containsExactly("result.json");
    alone[7] = at("out");
    assertThat(Main.commandLine().execute(alone)).isEqualTo(ExitCode.USAGE);
  }

  /** p_target 0.5 with equal costs: minDCF is twice the least mean of both error rates. */
  @Test
  void aCardSetsPriorAndCosts() {
    JsonNode result =
        evaluate(
            "--scores",
            at("a.csv"),
            "--set",
            "p_target=0.5",
            "--set",
            "log_likelihood_ratios=true",
            "--set",
            "bootstrap.replicates=0");
    double least = number(result, "min_dcf@p_target=0.5");
    assertThat(least).isCloseTo(2 * number(result, "eer"), within(0.05));
    assertThat(number(result, "act_dcf@p_target=0.5")).isGreaterThanOrEqualTo(least);
  }

  @Test
  void severalScoresAreCompared() throws IOException {
    JsonNode result =
        evaluate(
            "--scores", at("a.csv"), "--scores", at("b.csv"), "--set", "bootstrap.replicates=20");
    assertThat(result.get("evaluations")).hasSize(2);
    JsonNode pair = result.get("significance").get(0);
    assertThat(pair.get("first").asText()).isEqualTo("a.csv");
    JsonNode eer = pair.get("bootstrap").get(0);
    assertThat(eer.get("metric").asText()).isEqualTo("eer");
    assertThat(eer.get("difference").asDouble()).isNegative();
    assertThat(eer.get("p").asDouble()).isLessThan(0.01);
    assertThat(Files.readString(folder.resolve("out/comparison.csv")))
        .startsWith("benchmark,metric,a.csv,b.csv");
    assertThat(folder.resolve("out/comparison.md")).exists();
    assertThat(folder.resolve("out/significance.csv")).exists();
    assertThat(folder.resolve("out/a.csv-scores/result.json")).exists();
    String page = Files.readString(folder.resolve("out/report/index.html"));
    assertThat(page)
        .contains("a.csv: Area under the ROC (AUC)", "Differences on scores", "★ ")
        .contains(
            "a.csv − b.csv",
            "a.csv minus b.csv; whiskers",
            "difference (points)",
            "score\",\"scale")
        .contains("Scores, a.csv", "Scores, b.csv")
        .doesNotContain("cosine");
  }

  @Test
  void sourcesAreCalledAsTheCommandLineSays() throws IOException {
    String none = "bootstrap.replicates=0";
    JsonNode one = evaluate("--scores", at("a.csv"), "--name", "Vendor A", "--set", none);
    assertThat(one.at("/model/name").asText()).isEqualTo("Vendor A");
    String card = Files.readString(folder.resolve("out/report/card.html"));
    assertThat(card).contains("Vendor A on ");
    Files.delete(folder.resolve("out/report/card.html"));
    assertThat(Main.commandLine().execute("report", at("out"))).isZero();
    assertThat(folder.resolve("out/report/card.html")).hasContent(card);
    evaluate(
        "--scores",
        at("a.csv"),
        "--scores",
        at("b.csv"),
        "--name",
        "A",
        "--name",
        "B",
        "--set",
        none);
    assertThat(Files.readString(folder.resolve("out/comparison.csv")))
        .startsWith("benchmark,metric,A,B");
    assertThat(folder.resolve("out/A-scores/result.json")).exists();
    for (List<String> wrong : List.of(List.of("A"), List.of("A", "A"), List.of("A", "../B"))) {
      List<String> arguments =
          new ArrayList<>(List.of("evaluate", "--scores", at("a.csv"), "--scores", at("b.csv")));
      wrong.forEach(name -> arguments.addAll(List.of("--name", name)));
      arguments.addAll(List.of("--out", at("refused")));
      assertThat(Main.commandLine().execute(arguments.toArray(String[]::new))).isEqualTo(2);
    }
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void otherComparisonsAreNotTested() throws IOException {
    Files.write(folder.resolve("c.csv"), rows.subList(0, 900));
    JsonNode result =
        evaluate(
            "--scores", at("a.csv"), "--scores", at("c.csv"), "--set", "bootstrap.replicates=0");
    assertThat(result.get("significance").get(0).get("note").asText()).startsWith("not tested");
  }

  /** Everybody's counts at a threshold are the groups' plus those across groups. */
  @Test
  void groupsAndQualityAreSliced() throws IOException {
    List<String> metadata = new ArrayList<>(List.of("identity,sex,sharpness"));
    for (int p = 0; p < PEOPLE; p++) {
      metadata.add("p" + p + "," + (p % 2 == 0 ? "f" : "m") + "," + p);
    }
    Files.write(folder.resolve("m.csv"), metadata);
    JsonNode slices =
        evaluate(
                "--scores",
                at("a.csv"),
                "--metadata",
                at("m.csv"),
                "--set",
                "bootstrap.replicates=0")
            .at("/facts/slices");
    assertThat(slices.get("names_without_metadata").asInt()).isZero();
    JsonNode sex = slices.get("groups").get("sex");
    int genuine = 0;
    int all = sex.get("comparisons_across_or_unknown").asInt();
    for (String group : List.of("f", "m")) {
      JsonNode counts = sex.get("by_group").get(group).get("1e-1");
      genuine += counts.get("genuine").asInt();
      all += counts.get("genuine").asInt() + counts.get("impostor").asInt();
      assertThat(counts.at("/fnmr/value").asDouble())
          .isBetween(counts.at("/fnmr/low").asDouble(), counts.at("/fnmr/high").asDouble());
    }
    assertThat(genuine).isEqualTo(500);
    assertThat(all).isEqualTo(1500);
    JsonNode reject = slices.get("error_versus_reject").get("sharpness").get("by_far").get("1e-1");
    assertThat(reject).hasSize(20);
    assertThat(reject.get(19).get("rejected").asDouble()).isBetween(0.85, 0.95);
  }

  @Test
  void metadataOfOthersIsRefused() throws IOException {
    Files.writeString(folder.resolve("m.csv"), "identity,sex\nsomebody,f\n");
    assertThat(
            Main.commandLine()
                .execute(
                    "evaluate",
                    "--scores",
                    at("a.csv"),
                    "--metadata",
                    at("m.csv"),
                    "--out",
                    at("out")))
        .isEqualTo(ExitCode.DATA);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** The ROC of the scores as a published file gives their EER and area back. */
  @Test
  void aPublishedCurveGivesItsNumbersBack() throws IOException {
    Files.writeString(folder.resolve("roc.txt"), "0.5 0.0\n0.9 0.1\n0.95 0.3\n1.0 1.0\n");
    JsonNode curve = evaluate("--roc", at("roc.txt")).get("curves").get(0);
    assertThat(curve.get("accuracy").asDouble()).isCloseTo(0.9, within(1e-12));
    assertThat(curve.get("eer").asDouble()).isCloseTo(0.1, within(1e-12));
    assertThat(curve.get("columns").asText()).startsWith("true accept rate");
  }

  @Test
  void nothingToMeasureIsSaid() {
    assertThat(Main.commandLine().execute("evaluate", "--benchmark", "scores"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(Main.commandLine().execute("evaluate", "--list", "x", "--benchmark", "scores"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void longListsHaveIntervalsOnlyWhereAskedFor() throws IOException {
    Files.writeString(folder.resolve("long"), "1 0.9\n" + "0 0.1\n".repeat(500_000));
    JsonNode facts = evaluate("--scores", at("long")).get("facts");
    assertThat(facts.get("intervals").asText()).startsWith("no intervals: 500,001 comparisons");
    assertThat(facts.get("impostor").asInt()).isEqualTo(500_000);
  }
}
