package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnalyzeCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  /** ExpFace 0.7 exact at three cosines: the vectors of the losses' tests, with more digits. */
  @Test
  void valuePrintsCsvWithNineDigits() {
    int exit =
        run(
            "analyze",
            "value",
            "--loss",
            "expface",
            "--set",
            "m=0.7",
            "--gradient",
            "exact",
            "--cos",
            "0.999,0.7,-0.5");
    assertThat(exit).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualTo(
            "cos,z,dz_dcos\n"
                + "0.999,0.987203148,8.94013252\n"
                + "0.7,0.361396093,1.38003616\n"
                + "-0.5,-0.713515029,0.63957233\n");
  }

  @Test
  void valueAndLossWriteTheirResultWhenAskedTo(@TempDir Path folder) {
    Path values = folder.resolve("values");
    Path loss = folder.resolve("loss");
    String[] value = {"analyze", "value", "--loss", "cosface", "--set", "m=0.25", "--cos", "0.5"};
    assertThat(run(with(value, values))).isEqualTo(ExitCode.OK);
    String[] one = {"analyze", "loss", "--loss", "softmax", "--logits", "1,1", "--target", "0"};
    assertThat(run(with(one, loss))).isEqualTo(ExitCode.OK);
    var row = JsonRecords.read(values.resolve("result.json")).get("values").get(0);
    assertThat(row.get("z").asDouble()).isEqualTo(0.25);
    assertThat(row.get("dz_dcos").asDouble()).isEqualTo(1);
    assertThat(JsonRecords.read(loss.resolve("result.json")).get("loss").asDouble())
        .isEqualTo(Math.log(2), within(1e-12));
  }

  private static String[] with(String[] arguments, Path folder) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = folder.toString();
    return all;
  }

  @Test
  void aLossThatReadsTheNormIsRefusedInWords() {
    assertThat(run("analyze", "value", "--loss", "magface", "--cos", "0.5"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("reads the embedding's norm");
  }

  @Test
  void lossPrintsTauAndPosterior() {
    int exit =
        run(
            "analyze",
            "loss",
            "--loss",
            "qmargin",
            "--set",
            "alpha=1.5",
            "--set",
            "scale=1",
            "--set",
            "m=1",
            "--logits",
            "2,1,0.5,-3",
            "--target",
            "0");
    assertThat(exit).isEqualTo(ExitCode.OK);
    var json = JsonRecords.parse("out", out.toString());
    assertThat(json.get("tau").asDouble()).isEqualTo(1.747772315, within(1e-8));
    assertThat(json.get("posterior").get(3).asDouble()).isZero();
  }

  @Test
  void anglesGivesAllThree() {
    assertThat(run("analyze", "angles", "--classes", "85742", "--dim", "512"))
        .isEqualTo(ExitCode.OK);
    var json = JsonRecords.parse("out", out.toString());
    assertThat(json.get("integral_deg").asDouble()).isBetween(78.99, 79.01);
    assertThat(json.get("eq8_deg").asDouble()).isBetween(55.24, 55.26);
    double error = json.get("simulated_standard_error_deg").asDouble();
    assertThat(json.get("simulated_deg").asDouble())
        .isBetween(79.002 - 4 * error, 79.002 + 4 * error);
  }

  @Test
  void predictPrintsJsonOnRequest(@TempDir Path folder) {
    int exit =
        run(
            "analyze",
            "predict",
            "--classes",
            "10572",
            "--dim",
            "512",
            "--scale",
            "64",
            "--json",
            "--out",
            folder.toString());
    assertThat(exit).isEqualTo(ExitCode.OK);
    var json = JsonRecords.parse("out", out.toString());
    assertThat(json.get("predictions"))
        .extracting(one -> one.get("loss").asText())
        .contains("magface", "adaface", "curricularface", "softmax");
    assertThat(json.get("predictions").get(0).has("tau_deg")).isTrue();
    assertThat(json.get("predictions").get(0).has("m_intra_deg")).isTrue();
    assertThat(folder.resolve("result.json")).exists();
  }

  /** 400 steps suffice: m0 = 0.35 collapses without a cure and not with the paper's two. */
  @Test
  void collapseHappensWithoutACureAndNotWithOne(@TempDir Path folder) {
    String[] shortened = {"--steps", "400", "--seeds", "1", "--hidden", "0", "--no-map"};
    assertThat(run(joined(shortened, "analyze", "collapse", "--out", folder.toString())))
        .isEqualTo(ExitCode.OK);
    var runs = JsonRecords.read(folder.resolve("result.json")).get("runs");
    assertThat(runs)
        .extracting(one -> one.get("cure").asText())
        .containsExactly("none", "reg_ss", "wc_relu", "uniform_face");
    assertThat(runs.get(0).get("mean_target_cosine").asDouble()).isLessThan(-0.5);
    assertThat(runs.get(0).get("mean_centre_norm").asDouble()).isGreaterThan(0.6);
    assertThat(runs.get(0).get("collapsed").asBoolean()).isTrue();
    assertThat(runs.get(1).get("collapsed").asBoolean()).isFalse();
    assertThat(runs.get(2).get("collapsed").asBoolean()).isFalse();
    assertThat(folder.resolve("collapse-cosine-linear.svg")).isNotEmptyFile();
    assertThat(folder.resolve("collapse-map.svg")).doesNotExist();
  }

  private static String[] joined(String[] last, String... first) {
    return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
  }

  /** CosFace 0.35: eq. 5 is log(1 + (C-1) e^{s m}), and eq. 12's slope at 90° is (1-p) s. */
  @Test
  void dynamicsPrintsWhereTrainingEnds() {
    assertThat(
            run(
                "analyze",
                "dynamics",
                "--loss",
                "cosface",
                "--set",
                "m=0.35",
                "--classes",
                "85742",
                "--dim",
                "512",
                "--theta",
                "90"))
        .isEqualTo(ExitCode.OK);
    var json = JsonRecords.parse("out", out.toString());
    assertThat(json.get("eq5_collapse_loss").asDouble())
        .isEqualTo(Math.log(85_741) + 64 * 0.35, within(1e-9));
    assertThat(json.get("wrong_class_sum").get("eq10_log").asDouble())
        .isEqualTo(Math.log(85_741) + 4, within(1e-12));
    assertThat(json.get("angles").get(0).get("eq12_gradient").asDouble())
        .isEqualTo(64, within(1e-6));
    double tau = json.get("tau_deg").asDouble();
    assertThat(json.get("m_intra_deg").asDouble()).isBetween(0.99 * tau, tau);
    assertThat(json.get("m_inter_deg").asDouble()).isBetween(78.99, 79.01);
  }

  @Test
  void curvesWritesEveryFigureWithItsNumbers(@TempDir Path folder) {
    assertThat(run("analyze", "curves", "--out", folder.toString())).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("wacv-figure-5.csv")).content().startsWith("x,\"AmpFace 0.35\"");
    assertThat(folder.resolve("wacv-figure-2-m0.png")).isNotEmptyFile();
    assertThat(folder.resolve("chebyaam-gradient.svg")).content().contains("<svg");
  }
}
