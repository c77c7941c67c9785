package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.Provenance;
import org.facemargin.experiments.search.EmbeddedPictures;
import org.facemargin.experiments.search.Gallery;
import org.facemargin.experiments.search.GalleryIndex;
import org.facemargin.experiments.search.KnownPeople;
import org.facemargin.experiments.search.PictureEmbedder;
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

/** {@code identify --gallery DIR PROBE…}. */
@AutoService(Subcommand.class)
@Command(
    name = "identify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Searches a gallery of known people for each picture, the most similar first.",
      "A person's score is the highest cosine over that person's pictures. The search is exact."
    },
    footer = {
      "%nExamples:",
      "  facemargin identify --model model.onnx --card arcface-torch --gallery people probe.png",
      "  facemargin identify --model model.onnx --card arcface-torch --gallery people --index"
          + " people.npy --top 1 a.png b.png"
    })
public final class IdentifyCommand extends Computation implements Subcommand {

  @Parameters(paramLabel = "PROBE", arity = "1..*", description = "Pictures to look up.")
  private List<Path> probes;

  @Option(
      names = "--gallery",
      required = true,
      paramLabel = "DIR",
      description = "Known people: one folder each, or one picture each.")
  private Path gallery;

  @Option(
      names = "--index",
      paramLabel = "F.npy",
      description =
          "Keeps the gallery's embeddings there, and uses them again where network and pictures are"
              + " the same.")
  private Optional<Path> index;

  @Option(
      names = "--top",
      defaultValue = "5",
      description = "How many people are named; default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(names = "--out", paramLabel = "DIR", description = "Writes result.json and a page there.")
  private Optional<Path> out;

  @Mixin private OneModel model;

  /** What was found of one picture. */
  private record Found(String probe, List<Gallery.Candidate> candidates) {}

  @Override
  protected Plan plan() {
    if (top < 1) {
      throw new ConfigurationException("--top is " + top + ", expected at least 1.");
    }
    return model
        .checked(
            Plan.to(
                "Would look up "
                    + probes.size()
                    + " pictures among the people of "
                    + gallery
                    + "."))
        .reading(probes.toArray(Path[]::new))
        .reading(gallery)
        .writing(index)
        .writing(out);
  }

  @Override
  protected int compute() {
    KnownPeople people = KnownPeople.in(gallery);
    try (AnyPictures pictures = AnyPictures.files(probes);
        PictureEmbedder embedder = model.open()) {
      Gallery known = known(embedder, people);
      EmbeddedPictures embedded = embedder.embed(pictures, Progress.SILENT);
      List<Found> found = new ArrayList<>();
      for (int i = 0; i < probes.size(); i++) {
        found.add(new Found(embedded.names().get(i), known.search(embedded.unit(i), top)));
      }
      Map<String, Object> answer = answer(embedder, known, found);
      out.ifPresent(
          folder ->
              write(
                  folder,
                  answer,
                  page(
                      embedder.faces(pictures), embedder.faces(people.pictures()), people, found)));
      console().result(answer, () -> text(found));
    }
    return ExitCode.OK;
  }

  private Gallery known(PictureEmbedder embedder, KnownPeople people) {
    Progress progress = console().progress();
    return index
        .map(file -> new GalleryIndex(file).gallery(people, embedder, progress))
        .orElseGet(() -> GalleryIndex.of(people, embedder, progress));
  }

  private static Map<String, Object> answer(
      PictureEmbedder embedder, Gallery known, List<Found> found) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (found.size() == 1) {
      answer.put("probe", found.get(0).probe());
      answer.put("candidates", found.get(0).candidates());
    } else {
      answer.put("probes", found);
    }
    answer.put("gallery_identities", known.identities().stream().distinct().count());
    answer.put("gallery_pictures", known.pictures().names().size());
    answer.put("flip", embedder.flip());
    answer.put("model", embedder.model().facts());
    return answer;
  }

  private static String text(List<Found> found) {
    StringBuilder lines = new StringBuilder();
    for (Found one : found) {
      lines.append(one.probe()).append('\n');
      for (Gallery.Candidate candidate : one.candidates()) {
        lines.append(
            String.format(
                Locale.ROOT,
                "  %.4f  %s  (%s)%n",
                candidate.score(),
                candidate.identity(),
                candidate.picture()));
      }
    }
    return lines.toString();
  }

  private static Page page(
      FaceImageSource probes, FaceImageSource faces, KnownPeople people, List<Found> found) {
    List<Page.Section> sections = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Picture probe = Picture.of(probes.read(i), probes.nameOf(i));
      List<Block.Pair> pairs = new ArrayList<>();
      for (Gallery.Candidate candidate : found.get(i).candidates()) {
        pairs.add(
            new Block.Pair(
                probe,
                Picture.of(
                    faces.read(people.pictures().names().indexOf(candidate.picture())),
                    candidate.picture()),
                String.format(
                    Locale.ROOT, "%s, similarity %.4f", candidate.identity(), candidate.score()),
                true));
      }
      sections.add(
          new Page.Section(
              found.get(i).probe(), "", List.of(new Block.Pairs("Most alike first", pairs))));
    }
    return new Page(
        "Who is it?",
        "The pictures looked up, beside the most similar picture of each candidate.",
        sections,
        "FaceMargin " + Provenance.VERSION);
  }

  private static void write(Path folder, Map<String, Object> answer, Page page) {
    JsonRecords.write(folder.resolve("result.json"), answer);
    ReportFiles.write(page, folder.resolve("report"));
  }
}
