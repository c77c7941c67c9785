package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.facemargin.core.ImageSpec;
import org.facemargin.experiments.models.KnownNetwork;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.report.ReportTable;

/** Published networks: a row each, under the card of {@code experiments/models} that fits them. */
@AutoService(Catalogue.class)
public final class ModelCatalogue implements Catalogue {

  @Override
  public String name() {
    return "models";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Models",
        List.of(
            "card",
            "network",
            "input",
            "d",
            "flip",
            "licence",
            "published",
            "where",
            "ours",
            "source",
            "file",
            "sha256"),
        CardFolder.cards(ModelCardFile.FOLDER).stream()
            .flatMap(file -> rows(file).stream())
            .toList(),
        List.of(
            "Use: evaluate --model FILE --card CARD. A file whose hash is here needs no --card.",
            "Published numbers are their authors', on their pictures and by their protocol. Ours"
                + " are of this project's records."));
  }

  private static List<List<String>> rows(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
    ModelCardFile card = ModelCardFile.read(file);
    List<List<String>> rows = new ArrayList<>();
    for (KnownNetwork network : card.networks()) {
      rows.add(
          List.of(
              name,
              network.name(),
              words(card.card().image()),
              Integer.toString(card.card().dimension()),
              card.card().flip().name().toLowerCase(Locale.ROOT),
              card.card().licence(),
              network.publishedWords(),
              network.publishedIn().isEmpty() ? "-" : network.publishedIn(),
              network.measuredWords(),
              card.card().source(),
              network.file().isEmpty() ? "not known" : network.file(),
              network.sha256().isEmpty() ? "not known" : network.sha256()));
    }
    return rows;
  }

  private static String words(ImageSpec image) {
    return String.format(
        Locale.ROOT,
        "%dx%d %s, mean %s, std %s",
        image.widthPx(),
        image.heightPx(),
        image.colorOrder(),
        joined(image.mean()),
        joined(image.std()));
  }

  /** One number where all planes have the same. */
  private static String joined(double[] values) {
    return Arrays.stream(values)
        .distinct()
        .mapToObj(value -> String.format(Locale.ROOT, "%.4f", value).replaceFirst("\\.?0+$", ""))
        .collect(Collectors.joining(" "));
  }
}
