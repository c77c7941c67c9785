package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.experiments.search.EmbeddedPictures;
import org.facemargin.experiments.search.PictureEmbedder;
import org.facemargin.faces.sets.AnyPictures;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code embed IN --out F.npy}. */
@AutoService(Subcommand.class)
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the embeddings of pictures: F.npy, one row of d float32 a picture, not normalised,"
          + " and F.txt, their names, one a line.",
      "Where the card's flip is sum, a row is the sum of the embeddings of a picture and its mirror"
          + " image. 'evaluate --features F.npy --list F.txt' reads them."
    })
public final class EmbedCommand implements Subcommand {

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

  @Option(
      names = "--leave-out",
      paramLabel = "FILE.tsv",
      description =
          "Goes on where a picture cannot be read or aligned, counts it, and writes name and reason"
              + " there; without it the first such picture ends the command.")
  private Optional<Path> leaveOut;

  @Option(names = "--json", description = "Says what was made as JSON.")
  private boolean json;

  @Mixin private OneModel model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!out.toString().endsWith(".npy")) {
      throw new ConfigurationException("--out is " + out + ", expected a name that ends in .npy.");
    }
    try (PictureEmbedder embedder = model.open();
        AnyPictures pictures = AnyPictures.at(input)) {
      Map<String, String> missing = new ConcurrentSkipListMap<>();
      EmbeddingExtractor.Unreadable unreadable =
          leaveOut.isEmpty()
              ? EmbeddingExtractor.Unreadable.STOP
              : (index, why) -> missing.put(pictures.nameOf(index), why.getMessage());
      EmbeddedPictures embedded = embedder.embed(pictures, ConsoleProgress.create(), unreadable);
      leaveOut.ifPresent(file -> AtomicFiles.write(file, lines(missing)));
      if (embedded.names().isEmpty()) {
        throw new DataException(
            "None of the " + pictures.size() + " pictures of " + input + " can be embedded.");
      }
      NpyFile.write(out, embedded.matrix());
      Path names = names();
      AtomicFiles.write(names, String.join("\n", embedded.names()) + "\n");
      quality.ifPresent(file -> AtomicFiles.write(file, norms(embedded)));
      say(embedder, embedded, names, missing);
    }
    return ExitCode.OK;
  }

  private Path names() {
    String file = out.getFileName().toString();
    return out.resolveSibling(file.substring(0, file.length() - ".npy".length()) + ".txt");
  }

  private static String lines(Map<String, String> missing) {
    StringBuilder text = new StringBuilder("name\treason\n");
    missing.forEach(
        (name, why) ->
            text.append(name).append('\t').append(why.replaceAll("\\s+", " ")).append('\n'));
    return text.toString();
  }

  private static String norms(EmbeddedPictures embedded) {
    StringBuilder csv = new StringBuilder("name,norm\n");
    IntStream.range(0, embedded.names().size())
        .forEach(
            row ->
                csv.append(quoted(embedded.names().get(row)))
                    .append(String.format(Locale.ROOT, ",%.6f%n", embedded.norm(row))));
    return csv.toString();
  }

  private static String quoted(String name) {
    return name.matches("[^\",\r\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private void say(
      PictureEmbedder embedder,
      EmbeddedPictures embedded,
      Path names,
      Map<String, String> missing) {
    PrintWriter printer = spec.commandLine().getOut();
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
    if (json) {
      printer.println(JsonRecords.pretty(result).stripTrailing());
    } else {
      printer.printf(
          Locale.ROOT,
          "%s: %,d pictures, %d components; names in %s.%n",
          out,
          embedded.matrix().rows(),
          embedded.matrix().dimension(),
          names);
      leaveOut
          .filter(file -> !missing.isEmpty())
          .ifPresent(
              file ->
                  printer.printf(
                      Locale.ROOT,
                      "%,d pictures left out, the first is %s; all with their reasons in %s.%n",
                      missing.size(),
                      missing.keySet().iterator().next(),
                      file));
    }
    printer.flush();
  }
}
