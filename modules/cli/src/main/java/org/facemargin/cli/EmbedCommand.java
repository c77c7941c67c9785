package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.PrintableText;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.experiments.search.EmbeddedPictures;
import org.facemargin.experiments.search.PictureEmbedder;
import org.facemargin.faces.sets.AnyPictures;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.files.TsvCell;
import org.facemargin.report.CsvTableRenderer;
import org.facemargin.report.ReportTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code embed IN --out F.npy}. */
@AutoService(Subcommand.class)
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the embeddings of pictures: F.npy, one row of d float32 per picture, not normalised,"
          + " and F.txt, their names, one per line.",
      "Where the card's flip is sum, a row is the sum of the embeddings of a picture and its mirror"
          + " image. 'evaluate --features F.npy --list F.txt' reads them."
    },
    footer = {
      "%nExamples:",
      "  facemargin embed --model model.onnx --card arcface-torch aligned --out faces.npy",
      "  facemargin embed --model runs/cfp/checkpoint.zip lfw.bin --out lfw.npy --quality norms.csv"
    })
public final class EmbedCommand extends Computation implements Subcommand {

  @Parameters(
      paramLabel = "IN",
      description = "A folder, a list, a .rec file, packed pairs (.bin), or one picture.")
  private Path input;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder that a list's paths are relative to; default: the list's own.")
  private Optional<Path> images;

  @Option(names = "--out", required = true, paramLabel = "F.npy", description = "The file made.")
  private Path out;

  @Option(
      names = "--quality",
      paramLabel = "FILE.csv",
      description = "Also writes name,norm: the length of each embedding.")
  private Optional<Path> quality;

  @Option(
      names = "--leave-out",
      paramLabel = "FILE.tsv",
      description =
          "Goes on where a picture cannot be read or aligned, counts it, and writes name and reason"
              + " there; without it the first such picture ends the command.")
  private Optional<Path> leaveOut;

  @Mixin private OneModel model;

  @Override
  protected Plan plan() {
    if (!out.toString().endsWith(".npy")) {
      throw new ConfigurationException("--out is " + out + ", expected a name that ends in .npy.");
    }
    return model
        .checked(
            Plan.to("Would embed the pictures of " + input + ".").reading(input).reading(images))
        .writing(out, names())
        .writing(quality)
        .writing(leaveOut);
  }

  @Override
  protected int compute() {
    try (AnyPictures pictures = AnyPictures.at(input, images);
        PictureEmbedder embedder = model.open()) {
      lines(IntStream.range(0, pictures.size()).mapToObj(pictures::nameOf).toList());
      Map<String, String> missing = new ConcurrentSkipListMap<>();
      EmbeddingExtractor.Unreadable unreadable =
          leaveOut.isEmpty()
              ? EmbeddingExtractor.Unreadable.STOP
              : (index, why) -> missing.put(pictures.nameOf(index), why.getMessage());
      EmbeddedPictures embedded = embedder.embed(pictures, console().progress(), unreadable);
      leaveOut.ifPresent(file -> AtomicFiles.write(file, reasons(missing)));
      if (embedded.names().isEmpty()) {
        throw DataException.of(
            "None of the %s pictures of %s can be embedded.", pictures.size(), input);
      }
      NpyFile.write(out, embedded.matrix());
      Path names = names();
      AtomicFiles.write(names, lines(embedded.names()));
      quality.ifPresent(file -> AtomicFiles.write(file, norms(embedded)));
      say(embedder, embedded, names, missing);
    }
    return ExitCode.OK;
  }

  private Path names() {
    String file = out.getFileName().toString();
    return out.resolveSibling(file.substring(0, file.length() - ".npy".length()) + ".txt");
  }

  private static String reasons(Map<String, String> missing) {
    StringBuilder text = new StringBuilder("name\treason\n");
    missing.forEach(
        (name, why) ->
            text.append(TsvCell.of(name)).append('\t').append(TsvCell.of(why)).append('\n'));
    return text.toString();
  }

  private static String norms(EmbeddedPictures embedded) {
    List<List<String>> rows =
        IntStream.range(0, embedded.names().size())
            .mapToObj(
                row ->
                    List.of(
                        embedded.names().get(row),
                        String.format(Locale.ROOT, "%.6f", embedded.norm(row))))
            .toList();
    ReportTable table = new ReportTable("", List.of("name", "norm"), rows, List.of());
    return new CsvTableRenderer().render(table);
  }

  /** One name a line: a name of two lines would move every row after it. */
  private static String lines(List<String> names) {
    names.stream()
        .filter(name -> name.matches("(?s).*[\\n\\r].*"))
        .findFirst()
        .ifPresent(
            name -> {
              throw new DataException(
                  "The picture '"
                      + PrintableText.of(name.replace('\n', ' ').replace('\r', ' '))
                      + "' has a line end in its name, so that no list can name it. Rename it.");
            });
    return String.join("\n", names) + "\n";
  }

  private void say(
      PictureEmbedder embedder,
      EmbeddedPictures embedded,
      Path names,
      Map<String, String> missing) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", out.toString());
    result.put("names", names.toString());
    result.put("rows", embedded.matrix().rows());
    result.put("dimension", embedded.matrix().dimension());
    result.put("left_out", missing.size());
    result.put("flip", embedder.flip());
    result.put("normalised", false);
    result.put("sha256", Sha256.of(out));
    result.put("model", embedder.model().facts());
    console().result(result, () -> words(embedded, names, missing));
  }

  private String words(EmbeddedPictures embedded, Path names, Map<String, String> missing) {
    String made =
        String.format(
            Locale.ROOT,
            "%s: %,d pictures, %d components; names in %s.",
            out,
            embedded.matrix().rows(),
            embedded.matrix().dimension(),
            names);
    return missing.isEmpty()
        ? made
        : made
            + String.format(
                Locale.ROOT,
                "%n%,d pictures left out, the first is %s; all with their reasons in %s.",
                missing.size(),
                missing.keySet().iterator().next(),
                leaveOut.orElseThrow());
  }
}
