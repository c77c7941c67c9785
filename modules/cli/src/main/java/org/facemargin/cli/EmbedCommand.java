package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.PrintableText;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.experiments.search.EmbeddedPictures;
import org.facemargin.experiments.search.PictureEmbedder;
import org.facemargin.faces.sets.AnyPictures;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
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

  @Option(names = "--out", required = true, paramLabel = "F.npy", description = "The file made.")
  private Path out;

  @Option(
      names = "--quality",
      paramLabel = "FILE.csv",
      description = "Also writes name,norm: the length of each embedding.")
  private Optional<Path> quality;

  @Mixin private OneModel model;

  @Override
  protected Plan plan() {
    if (!out.toString().endsWith(".npy")) {
      throw new ConfigurationException("--out is " + out + ", expected a name that ends in .npy.");
    }
    return model
        .checked(Plan.to("Would embed the pictures of " + input + ".").reading(input))
        .writing(out, names())
        .writing(quality);
  }

  @Override
  protected int compute() {
    try (AnyPictures pictures = AnyPictures.at(input);
        PictureEmbedder embedder = model.open()) {
      String list = lines(IntStream.range(0, pictures.size()).mapToObj(pictures::nameOf).toList());
      EmbeddedPictures embedded = embedder.embed(pictures, console().progress());
      NpyFile.write(out, embedded.matrix());
      Path names = names();
      AtomicFiles.write(names, list);
      quality.ifPresent(file -> AtomicFiles.write(file, norms(embedded)));
      say(embedder, embedded, names);
    }
    return ExitCode.OK;
  }

  private Path names() {
    String file = out.getFileName().toString();
    return out.resolveSibling(file.substring(0, file.length() - ".npy".length()) + ".txt");
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

  private void say(PictureEmbedder embedder, EmbeddedPictures embedded, Path names) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", out.toString());
    result.put("names", names.toString());
    result.put("rows", embedded.matrix().rows());
    result.put("dimension", embedded.matrix().dimension());
    result.put("flip", embedder.flip());
    result.put("normalised", false);
    result.put("sha256", Sha256.of(out));
    result.put("model", embedder.model().facts());
    console()
        .result(
            result,
            () ->
                String.format(
                    Locale.ROOT,
                    "%s: %,d pictures, %d components; names in %s.",
                    out,
                    embedded.matrix().rows(),
                    embedded.matrix().dimension(),
                    names));
  }
}
