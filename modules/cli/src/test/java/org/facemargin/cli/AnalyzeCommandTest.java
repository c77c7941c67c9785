package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.facemargin.experiments.json.JsonRecords;
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
        .isEqualTo(Math.log(2), org.assertj.core.api.Assertions.within(1e-12));
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
    assertThat(json.get("tau").asDouble())
        .isEqualTo(1.747772315, org.assertj.core.api.Assertions.within(1e-8));
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
    assertThat(json.get("predictions").size()).isGreaterThanOrEqualTo(10);
    assertThat(folder.resolve("result.json")).exists();
  }

  /** 250 steps suffice for the uncured centres to gather and for WC-ReLU's not to. */
  @Test
  void collapseWritesARunForEveryCure(@TempDir Path folder) {
    assertThat(run("analyze", "collapse", "--steps", "250", "--out", folder.toString()))
        .isEqualTo(ExitCode.OK);
    var runs = JsonRecords.read(folder.resolve("result.json")).get("runs");
    assertThat(runs)
        .extracting(one -> one.get("cure").asText())
        .containsExactly("none", "reg_ss", "wc_relu", "uniform_face");
    double none = runs.get(0).get("mean_centre_norm").asDouble();
    assertThat(runs.get(1).get("mean_centre_norm").asDouble()).isLessThan(none);
    assertThat(runs.get(2).get("mean_centre_norm").asDouble()).isLessThan(none);
    assertThat(folder.resolve("collapse-cosine.svg")).isNotEmptyFile();
  }

  @Test
  void curvesWritesEveryFigureWithItsNumbers(@TempDir Path folder) {
    assertThat(run("analyze", "curves", "--out", folder.toString())).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("wacv-figure-5.csv")).content().startsWith("x,\"AmpFace 0.35\"");
    assertThat(folder.resolve("wacv-figure-2-m0.png")).isNotEmptyFile();
    assertThat(folder.resolve("chebyaam-gradient.svg")).content().contains("<svg");
  }
}
