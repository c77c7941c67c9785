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
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.experiments.search.EmbeddedPictures;
import org.facemargin.experiments.search.KnownPeople;
import org.facemargin.experiments.search.PictureEmbedder;
import org.facemargin.experiments.search.Threshold;
import org.facemargin.faces.sets.AnyPictures;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.Block;
import org.facemargin.report.Page;
import org.facemargin.report.Picture;
import org.facemargin.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify A B}. */
@AutoService(Subcommand.class)
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares two pictures: cosine similarity, a threshold at a chosen false match rate and where"
          + " it is from, and whether they count as one person.",
      "The threshold is given (--threshold) or measured: on people of yours (--impostors), or by an"
          + " evaluation (--calibration). Without them it is the threshold of random directions,"
          + " and the answer says so."
    },
    footer = {
      "%nExamples:",
      "  facemargin verify --model model.onnx --card arcface-torch one.png other.png",
      "  facemargin verify --model model.onnx --card arcface-torch --detector scrfd.onnx"
          + " --calibration evaluation/result.json one.jpg other.jpg"
    })
public final class VerifyCommand extends Computation implements Subcommand {

  @Parameters(index = "0", paramLabel = "A", description = "A picture.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "A picture.")
  private Path second;

  @Option(
      names = "--fmr",
      defaultValue = "0.001",
      description = "False match rate of the threshold; default: ${DEFAULT-VALUE}.")
  private double fmr;

  @Option(names = "--threshold", description = "The threshold itself, a cosine.")
  private Optional<Double> threshold;

  @Option(
      names = "--impostors",
      paramLabel = "DIR",
      description = "Pictures of people, one folder each: the threshold is measured on them.")
  private Optional<Path> impostors;

  @Option(
      names = "--calibration",
      paramLabel = "result.json",
      description = "Takes the threshold of an evaluation of this network.")
  private Optional<Path> calibration;

  @Option(names = "--out", paramLabel = "DIR", description = "Writes result.json and a page there.")
  private Optional<Path> out;

  @Mixin private OneModel model;

  @Override
  protected Plan plan() {
    if (IntStream.of(present(threshold), present(impostors), present(calibration)).sum() > 1) {
      throw new ConfigurationException(
          "Only one of --threshold, --impostors and --calibration says what the threshold is.");
    }
    if (threshold.filter(given -> !(Math.abs(given) <= 1)).isPresent()) {
      throw new ConfigurationException(
          "--threshold is " + threshold.get() + ", expected a cosine, -1 to 1.");
    }
    return model
        .checked(Plan.to("Would compare two pictures.").reading(first, second))
        .reading(impostors)
        .reading(calibration)
        .writing(out);
  }

  @Override
  protected int compute() {
    try (AnyPictures pair = AnyPictures.files(List.of(first, second));
        PictureEmbedder embedder = model.open()) {
      EmbeddedPictures embedded = embedder.embed(pair, Progress.SILENT);
      Threshold limit = threshold(embedder, embedded.matrix().dimension());
      Map<String, Object> answer = answer(embedder, embedded, limit);
      out.ifPresent(folder -> write(folder, answer, embedder.faces(pair)));
      console()
          .result(
              answer, () -> words(answer) + "\nThreshold: " + answer.get("threshold_source") + ".");
    }
    return ExitCode.OK;
  }

  private static int present(Optional<?> option) {
    return option.isPresent() ? 1 : 0;
  }

  private Threshold threshold(PictureEmbedder embedder, int dimension) {
    if (threshold.isPresent()) {
      return Threshold.given(threshold.get());
    }
    if (calibration.isPresent()) {
      return Threshold.ofEvaluation(calibration.get(), fmr);
    }
    if (impostors.isPresent()) {
      KnownPeople people = KnownPeople.in(impostors.get());
      EmbeddedPictures embedded = embedder.embed(people.pictures(), console().progress());
      return Threshold.ofImpostors(embedded, people.identities(), fmr, impostors.get().toString());
    }
    return Threshold.ofRandomDirections(dimension, fmr);
  }

  private Map<String, Object> answer(
      PictureEmbedder embedder, EmbeddedPictures pair, Threshold limit) {
    double score = pair.cosine(0, 1);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("score", score);
    answer.put("threshold", limit.value());
    answer.put("fmr", Double.isNaN(limit.fmr()) ? null : limit.fmr());
    answer.put("same", score >= limit.value());
    answer.put("threshold_source", limit.source());
    answer.put("pictures", pair.names());
    answer.put("norms", List.of(pair.norm(0), pair.norm(1)));
    answer.put("flip", embedder.flip());
    answer.put("model", embedder.model().facts());
    return answer;
  }

  private static String words(Map<String, Object> answer) {
    return String.format(
        Locale.ROOT,
        "%s: similarity %.4f, threshold %.4f%s.",
        (boolean) answer.get("same") ? "One person" : "Two people",
        (double) answer.get("score"),
        (double) answer.get("threshold"),
        answer.get("fmr") == null ? "" : " at a false match rate of " + answer.get("fmr"));
  }

  private static void write(Path folder, Map<String, Object> answer, FaceImageSource faces) {
    JsonRecords.write(folder.resolve("result.json"), answer);
    Block.Pair pair =
        new Block.Pair(
            Picture.of(faces.read(0), faces.nameOf(0)),
            Picture.of(faces.read(1), faces.nameOf(1)),
            String.format(Locale.ROOT, "similarity %.4f", (double) answer.get("score")),
            (boolean) answer.get("same"));
    Page page =
        new Page(
            (boolean) answer.get("same") ? "One person" : "Two people",
            words(answer),
            List.of(
                new Page.Section(
                    "",
                    "Threshold: " + answer.get("threshold_source") + ".",
                    List.of(new Block.Pairs("What the network saw", List.of(pair))))),
            "FaceMargin " + Provenance.VERSION);
    ReportFiles.write(page, folder.resolve("report"));
  }
}
