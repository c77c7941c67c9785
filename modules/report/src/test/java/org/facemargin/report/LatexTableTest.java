package org.facemargin.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.facemargin.report.ReportTable.Brief;
import org.facemargin.report.ReportTable.Tone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a table goes into a paper. */
class LatexTableTest {

  @TempDir private Path folder;

  private static final ReportTable SWEEP =
      new ReportTable(
          "Two margins: accuracy",
          List.of("variant", "lfw accuracy (%)", "±", "TAR@FAR≤1e-3", "state"),
          List.of(
              List.of("loss.m0=0.35, WC-ReLU", "60.48", "9.21", "8.33e-04", "run"),
              List.of("m = 0.5", "58.10", "one run", "≈ 12.5 %", "collapsed in 1 of 2")),
          List.of("M_inter at 1e-06; 50 % & more, θ ≥ 3°."),
          List.of(
              new Brief(0, 1, "60.48", "", Tone.PARTLY, "reduced scale", true),
              new Brief(1, 1, "58.10", "published 99.8", Tone.FAILED, "failed_once", false)));

  private static String render(ReportTable table) {
    return new LatexTableRenderer().render(table);
  }

  @Test
  void aSpreadStandsInItsNumbersCellAndTheBestIsBold() {
    assertThat(render(SWEEP))
        .contains("\\begin{tabular}{lrrr}")
        .contains("variant & lfw accuracy (\\%) & TAR@FAR$\\leq$$10^{-3}$ & state \\\\")
        .contains(
            "$m_0=0.35$, WC-ReLU & \\textbf{60.48 $\\pm$ 9.21}\\tnote{a}"
                + " & $8.33\\times 10^{-4}$ & run")
        .contains(
            "$m=0.5$ & \\shortstack[r]{58.10\\tnote{b}\\\\{\\scriptsize published 99.8}}"
                + " & $\\approx$ 12.5\\,\\% & collapsed in 1 of 2")
        .contains("\\item[a] reduced scale\n\\item[b] failed\\_once\n")
        .contains("\\item $M_{\\mathrm{inter}}$ at $10^{-6}$; 50\\,\\% \\& more")
        .contains("\\label{tab:two-margins}");
  }

  @ParameterizedTest
  @CsvSource({
    "1e-3, $10^{-3}$",
    "2.5e-04, $2.5\\times 10^{-4}$",
    "fmr1000, fmr1000",
    "loss.m1, $m_1$",
    "alpha=1.5, $\\alpha=1.5$",
    "Reg_ss, Reg\\_ss",
    "0.1e, 0.1e",
    "[99.5], {[}99.5]",
    "a 12 m b, a 12 $m$ b",
  })
  void words(String text, String latex) {
    assertThat(LatexText.of(text)).isEqualTo(latex);
  }

  @Test
  void manyColumnsSpanThePage() {
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "c" + i).toList();
    assertThat(render(new ReportTable("Ten", ten, List.of(ten), List.of())))
        .contains("\\begin{table*}", "\\footnotesize", "\\end{table*}");
  }

  /** The test above it says what is written; this one that TeX takes it. */
  @Test
  void texCompilesIt() throws Exception {
    assumeThat(onPath("pdflatex"))
        .as("The table was not compiled: no pdflatex on the PATH.")
        .isTrue();
    assumeThat(run("kpsewhich", "threeparttable.sty", "booktabs.sty"))
        .as("The table was not compiled: TeX has no booktabs or threeparttable.")
        .isZero();
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "c" + i).toList();
    ReportTable hostile =
        new ReportTable(
            "# $ % & ~ _ ^ \\\\ { } < > | café",
            ten,
            List.of(
                IntStream.range(0, 10).mapToObj(i -> "“a” ‘b’ – ± × · ≈ ≤ ≥ → θ α λ °").toList()),
            List.of("★ … − ² ³ π μ σ \uFFFD"));
    Files.writeString(
        folder.resolve("paper.tex"),
        "\\documentclass[twocolumn]{article}\n\\usepackage{booktabs,threeparttable}\n"
            + "\\begin{document}\n"
            + render(SWEEP)
            + render(hostile)
            + "Table~\\ref{tab:two-margins}.\n\\end{document}\n");
    assertThat(run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"))
        .as(() -> log())
        .isZero();
    assertThat(folder.resolve("paper.pdf")).isNotEmptyFile();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("out.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
