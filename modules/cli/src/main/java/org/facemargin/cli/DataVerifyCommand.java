package org.facemargin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.facemargin.core.Progress;
import org.facemargin.faces.dataset.DatasetCard;
import org.facemargin.faces.dataset.DatasetVerification;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data verify CARD}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Holds a copy of a set to its card: kinds, counts and hashes of its files.",
      "Exits with 3 if anything disagrees."
    })
final class DataVerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CARD", description = "A card: datasets/…/NAME.yaml.")
  private Path card;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the copy lies; default: the card's root.")
  private Optional<Path> data;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DatasetCard read = DatasetCard.read(card);
    Path root = data.orElseGet(() -> read.root().resolve());
    Progress progress = json ? Progress.SILENT : ConsoleProgress.create();
    List<DatasetVerification.Finding> findings = DatasetVerification.of(read, root, progress);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(JsonRecords.pretty(findings));
    } else {
      findings.forEach(
          f ->
              out.print(
                  String.format(
                      Locale.ROOT,
                      "%-9s %s: %s: expected %s, found %s%n",
                      f.agrees() ? "ok" : "DISAGREES",
                      f.part(),
                      f.what(),
                      f.expected(),
                      f.found())));
    }
    out.flush();
    boolean agrees = findings.stream().allMatch(DatasetVerification.Finding::agrees);
    return agrees ? ExitCode.OK : ExitCode.DATA;
  }
}
