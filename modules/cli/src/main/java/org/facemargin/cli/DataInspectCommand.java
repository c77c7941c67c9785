package org.facemargin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ContactSheet;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.inspect.FileInspector;
import org.facemargin.faces.inspect.Inspection;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data inspect FILE}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what a file or folder holds: kind, counts, identities, sizes, label range.",
      "Walks every record and picture; a truncated or corrupt file exits with 3."
    })
final class DataInspectCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      description =
          ".rec, .idx, .lst, .bin, .npy, .mat, a pair list, IJB's or MegaFace's files, a picture or"
              + " a folder of identities.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--sheet",
      paramLabel = "PNG",
      description = "Write the first pictures as a contact sheet.")
  private Optional<Path> sheet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Progress progress = json ? Progress.SILENT : ConsoleProgress.create();
    Inspection inspection = FileInspector.inspect(file, progress);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(JsonRecords.pretty(inspection.facts()));
    } else {
      inspection
          .facts()
          .forEach((key, value) -> out.print(String.format(Locale.ROOT, "%-16s%s%n", key, value)));
    }
    out.flush();
    if (sheet.isPresent() && !inspection.firstPictures().isEmpty()) {
      byte[] png = ImageCodec.png(ContactSheet.of(inspection.firstPictures(), 8, 112));
      AtomicFiles.write(sheet.get(), stream -> stream.write(png));
    }
    return ExitCode.OK;
  }
}
