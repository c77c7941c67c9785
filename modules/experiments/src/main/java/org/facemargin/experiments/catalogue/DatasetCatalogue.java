package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.facemargin.faces.dataset.DatasetCard;
import org.facemargin.report.ReportTable;

/**
 * The data sets: one card each under {@code datasets/}. The data itself is never in the project.
 */
@AutoService(Catalogue.class)
public final class DatasetCatalogue implements Catalogue {

  @Override
  public String name() {
    return "datasets";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Data sets",
        List.of("name", "use", "title", "licence"),
        CardFolder.cards("datasets").stream().map(DatasetCatalogue::row).toList(),
        List.of("How to obtain each: its card under datasets/."));
  }

  private static List<String> row(Path file) {
    DatasetCard card = DatasetCard.read(file);
    return List.of(
        card.name(), card.use().name().toLowerCase(Locale.ROOT), card.title(), card.licence());
  }
}
