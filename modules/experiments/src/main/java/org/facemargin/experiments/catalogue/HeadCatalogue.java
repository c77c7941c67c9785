package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.report.ReportTable;
import org.facemargin.training.heads.HeadKind;

/** How a margin head can be computed. */
@AutoService(Catalogue.class)
public final class HeadCatalogue implements Catalogue {

  @Override
  public String name() {
    return "heads";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Heads",
        List.of("name", "what it is", "parameters"),
        NamedRegistry.of(HeadKind.class).all().stream().map(HeadCatalogue::row).toList(),
        List.of());
  }

  private static List<String> row(HeadKind head) {
    String parameters =
        head.parameters().stream()
            .map(parameter -> parameter.name() + "=" + parameter.defaultValue())
            .collect(Collectors.joining(", "));
    return List.of(head.name(), head.description(), parameters);
  }
}
