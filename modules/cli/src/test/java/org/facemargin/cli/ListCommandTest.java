package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.catalogue.Catalogue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class ListCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @TestFactory
  java.util.stream.Stream<DynamicTest> everyKindIsListed() {
    assertThat(NamedRegistry.of(Catalogue.class).names())
        .contains("losses", "backbones", "benchmarks", "datasets", "metrics");
    return NamedRegistry.of(Catalogue.class).names().stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind,
                    () -> {
                      assertThat(run("list", kind)).isEqualTo(ExitCode.OK);
                      assertThat(out.toString().lines().count()).isGreaterThan(2);
                    }));
  }

  @Test
  void lossesComeWithTheirFormulas() {
    assertThat(run("list", "losses", "--format", "csv")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("arcface,z = cos(θ + m)");
  }

  @Test
  void anUnknownKindIsAUsageErrorThatNamesTheKnownOnes() {
    assertThat(run("list", "loses")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Did you mean 'losses'?");
  }
}
