package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.report.ReportTable;

/** The benchmarks: one card each under {@code experiments/benchmarks}. */
@AutoService(Catalogue.class)
public final class BenchmarkCatalogue implements Catalogue {

  @Override
  public String name() {
    return "benchmarks";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Benchmarks",
        List.of("name", "title", "protocol", "source"),
        CardFolder.cards(BenchmarkCard.FOLDER).stream().map(BenchmarkCatalogue::row).toList(),
        List.of("Use: evaluate --benchmark NAME, or a card of your own."));
  }

  private static List<String> row(Path file) {
    BenchmarkCard card = BenchmarkCard.read(file);
    return List.of(card.name(), card.title(), card.protocol(), card.source());
  }
}
