package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.List;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.core.NamedRegistry;
import org.facemargin.report.ReportTable;

/** What can execute a backbone. */
@AutoService(Catalogue.class)
public final class EngineCatalogue implements Catalogue {

  @Override
  public String name() {
    return "engines";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Engines",
        List.of("name", "what it is"),
        NamedRegistry.of(BackboneEngine.class).all().stream()
            .map(engine -> List.of(engine.name(), engine.description()))
            .toList(),
        List.of());
  }
}
