package org.facemargin.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.facemargin.core.Progress;
import org.facemargin.faces.dataset.DatasetCard;
import org.facemargin.faces.dataset.DatasetVerification;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads every card under {@code datasets/}. */
class EveryDatasetCardTest {

  private static final Path CARDS = Path.of("..", "..", "datasets");

  private static List<Path> cards() throws IOException {
    try (Stream<Path> files = Files.walk(CARDS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void thereAreCards() throws IOException {
    assertThat(cards()).hasSizeGreaterThanOrEqualTo(18);
  }

  @TestFactory
  Stream<DynamicTest> eachIsReadStrictlyAndLiesWhereItsUseSays() throws IOException {
    return cards().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    String.valueOf(file.getFileName()),
                    () -> {
                      DatasetCard card = DatasetCard.read(file);
                      assertThat(file.getParent().getFileName())
                          .hasToString(card.use().name().toLowerCase(Locale.ROOT));
                      assertThat(card.parts()).isNotEmpty();
                      assertThat(card.licence()).isNotBlank();
                      assertThat(card.factsFrom()).isNotBlank();
                    }));
  }

  @Test
  void theLfwCopyAgreesWithItsCard() {
    String data = System.getenv("FACEMARGIN_DATA");
    assumeTrue(data != null, "FACEMARGIN_DATA is not set: LFW is not held to its card.");
    DatasetCard card = DatasetCard.read(CARDS.resolve("evaluation").resolve("lfw.yaml"));
    List<DatasetVerification.Finding> findings =
        DatasetVerification.of(card, Path.of(data), Progress.SILENT);
    assertThat(findings).hasSizeGreaterThanOrEqualTo(7).allMatch(finding -> finding.agrees());
  }
}
