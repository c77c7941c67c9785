package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

  @Test
  void anUnknownCommandIsAUsageError() {
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err));
    assertThat(commandLine.execute("no-such-command")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no-such-command");
  }

  /** What Java's own reading takes for 1, 1, 8, no number and a number without bound. */
  @ParameterizedTest
  @ValueSource(strings = {"1f", "1D", "0x1p3", "NaN", "Infinity", "1e999"})
  void aNumberOnTheCommandLineIsDecimalAndFinite(String number) {
    String[] dynamics = {"--loss", "arcface", "--classes", "100", "--dim", "16"};
    for (String option : new String[] {"--norm", "--epsilon", "--theta"}) {
      StringWriter err = new StringWriter();
      CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err));
      String[] all =
          Stream.of(
                  Stream.of("analyze", "dynamics"), Stream.of(dynamics), Stream.of(option, number))
              .flatMap(words -> words)
              .toArray(String[]::new);
      assertThat(commandLine.execute(all)).as(option).isEqualTo(ExitCode.USAGE);
      assertThat(err.toString()).contains(option, "'" + number + "'", "expected a number");
    }
  }
}
