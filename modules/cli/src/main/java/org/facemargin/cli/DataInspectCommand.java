package org.facemargin.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.faces.image.ContactSheet;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.inspect.FileInspector;
import org.facemargin.faces.inspect.Inspection;
import org.facemargin.files.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data inspect FILE}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a file or folder holds: kind, counts, identities, sizes, label range.",
      "Reads every record and picture; exit code 3 if a file is truncated or corrupt."
    },
    footer = {
      "%nExamples:",
      "  facemargin data inspect faces_emore/train.rec",
      "  facemargin data inspect lfw.bin --sheet first.png",
      "  facemargin data inspect faces --json"
    })
final class DataInspectCommand extends Computation {

  @Parameters(
      paramLabel = "FILE",
      description =
          ".rec, .idx, .lst, .bin, .npy, .mat, a pair list, IJB's or MegaFace's files, a picture or"
              + " a folder of identities.")
  private Path file;

  @Option(
      names = "--sheet",
      paramLabel = "PNG",
      description = "Write the first pictures as a contact sheet.")
  private Optional<Path> sheet;

  @Override
  protected Plan plan() {
    return Plan.to("Would look into " + file + ".").reading(file).writing(sheet);
  }

  @Override
  protected int compute() {
    Inspection inspection = FileInspector.inspect(file, console().progress());
    console().result(inspection.facts(), () -> text(inspection.facts()));
    if (sheet.isPresent() && !inspection.firstPictures().isEmpty()) {
      byte[] png = ImageCodec.png(ContactSheet.of(inspection.firstPictures(), 8, 112));
      AtomicFiles.write(sheet.get(), stream -> stream.write(png));
    }
    return ExitCode.OK;
  }

  private static String text(Map<String, ?> facts) {
    StringBuilder lines = new StringBuilder();
    facts.forEach(
        (key, value) -> lines.append(String.format(Locale.ROOT, "%-16s%s%n", key, value)));
    return lines.toString();
  }
}
