package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.core.NamedRegistry;
import org.facemargin.evaluation.scores.ScoreFormat;
import org.facemargin.report.ReportTable;

/** The formats scores may be written in. */
@AutoService(Catalogue.class)
public final class ScoreFormatCatalogue implements Catalogue {

  @Override
  public String name() {
    return "score-formats";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Score formats",
        List.of("name", "what a line holds"),
        NamedRegistry.of(ScoreFormat.class).all().stream()
            .map(format -> List.of(format.name(), format.description()))
            .toList(),
        List.of(
            "evaluate --scores FILE [--impostors FILE] [--trials FILE] [--score-format NAME]."));
  }
}
