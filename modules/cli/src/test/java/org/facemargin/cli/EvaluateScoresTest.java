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
    assertThat(taken.get("warning").asText()).contains("below one half", "--distances");
    JsonNode told = evaluate("--scores", at("d.csv"), "--distances", "--set", none);
    assertThat(told.has("warning")).isFalse();
    assertThat(right.has("warning")).isFalse();
    for (String metric : List.of("auc", "eer", "min_dcf", "tar_iso", "tar_nearest")) {
      assertThat(told.get(metric)).as(metric).isEqualTo(right.get(metric));
      assertThat(taken.get(metric)).as(metric).isNotEqualTo(right.get(metric));
    }
  }

  @Test
  void scoresAloneTakeTheCardForScores() {
    JsonNode result = evaluate("--scores", at("a.csv"), "--set", "bootstrap.replicates=50");
    assertThat(result.get("protocol").asText()).isEqualTo("scores");
    assertThat(result.get("genuine").asInt()).isEqualTo(500);
    assertThat(result.get("eer").asDouble()).isBetween(0.12, 0.2);
    assertThat(result.get("min_dcf").get("0.01").asDouble()).isBetween(0.1, 1.0);
    assertThat(result.get("tar_iso").get("1e-2").asDouble()).isPositive();
    assertThat(result.get("tar_nearest").get("1e-2").asDouble()).isPositive();
    assertThat(result.get("tar_iso").get("1e-4").isNull()).isTrue();
    assertThat(result.get("operating_points").get("1e-4").get("iso").get("note").asText())
        .isEqualTo("insufficient data");
    assertThat(result.get("intervals").asText())
        .matches("bootstrap over \\d+ subjects, 50 replicates, seed 1");
    assertThat(Files.exists(folder.resolve("out/report/index.html"))).isTrue();
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
    double least = result.get("min_dcf").get("0.5").asDouble();
    assertThat(least).isCloseTo(2 * result.get("eer").asDouble(), within(0.05));
    assertThat(result.get("act_dcf").get("0.5").asDouble()).isGreaterThanOrEqualTo(least);
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
            .get("slices");
    assertThat(slices.get("names_without_metadata").asInt()).isZero();
    JsonNode sex = slices.get("groups").get("sex");
    int genuine = 0;
    int all = sex.get("comparisons_across_or_unknown").asInt();
    for (String group : List.of("f", "m")) {
      JsonNode counts = sex.get("by_group").get(group).get("1e-1");
      genuine += counts.get("genuine").asInt();
      all += counts.get("genuine").asInt() + counts.get("impostor").asInt();
      assertThat(counts.get("fnmr").asDouble())
          .isBetween(counts.get("fnmr_low").asDouble(), counts.get("fnmr_high").asDouble());
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
}
