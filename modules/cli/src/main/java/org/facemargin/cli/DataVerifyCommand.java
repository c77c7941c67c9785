package org.facemargin.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.facemargin.faces.dataset.DatasetCard;
import org.facemargin.faces.dataset.DatasetVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data verify CARD}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares your copy of a data set with its card: kinds, counts and hashes of files.",
      "Exits with 3 if anything disagrees."
    },
    footer = {"%nExamples:", "  facemargin data verify datasets/evaluation/lfw.yaml --data lfw"})
final class DataVerifyCommand extends Computation {

  @Parameters(paramLabel = "CARD", description = "A card: datasets/…/NAME.yaml.")
  private Path card;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the copy lies; default: the card's root.")
  private Optional<Path> data;

  @Override
  protected Plan plan() {
    DatasetCard read = DatasetCard.read(card);
    return Plan.to("Would compare files with the card of " + read.name() + ".")
        .reading(card, root(read));
  }

  @Override
  protected int compute() {
    DatasetCard read = DatasetCard.read(card);
    List<DatasetVerification.Finding> findings =
        DatasetVerification.of(read, root(read), console().progress());
    console().result(findings, () -> text(findings));
    boolean agrees = findings.stream().allMatch(DatasetVerification.Finding::agrees);
    return agrees ? ExitCode.OK : ExitCode.DATA;
  }

  private Path root(DatasetCard read) {
    return data.orElseGet(() -> read.root().resolve());
  }

  private static String text(List<DatasetVerification.Finding> findings) {
    StringBuilder lines = new StringBuilder();
    for (DatasetVerification.Finding found : findings) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%-9s %s: %s: expected %s, found %s%n",
              found.agrees() ? "ok" : "DISAGREES",
              found.part(),
              found.what(),
              found.expected(),
              found.found()));
    }
    return lines.toString();
  }
}
