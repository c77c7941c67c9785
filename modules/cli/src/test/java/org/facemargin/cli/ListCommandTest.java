package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.StreamSupport;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.catalogue.Catalogue;
import org.facemargin.files.json.JsonRecords;
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
  void publishedNetworksAsJson() {
    assertThat(run("list", "models", "--json")).isEqualTo(ExitCode.OK);
    JsonNode models = JsonRecords.parse("list", out.toString());
    JsonNode foamliu =
        StreamSupport.stream(models.path("rows").spliterator(), false)
            .filter(row -> row.path("card").asText().equals("foamliu-mobilefacenet"))
            .findFirst()
            .orElseThrow();
    assertThat(foamliu.path("licence").asText()).isEqualTo("Apache-2.0");
    assertThat(foamliu.path("sha256").asText()).matches("[0-9a-f]{64}");
    assertThat(foamliu.path("published").asText()).isEqualTo("lfw 99.48 %");
    assertThat(foamliu.path("ours").asText()).startsWith("lfw 99.3");
    assertThat(run("list", "models", "--json", "--format", "csv")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anUnknownKindIsAUsageErrorThatNamesTheKnownOnes() {
    assertThat(run("list", "loses")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Did you mean 'losses'?");
  }
}
