package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.facemargin.backbones.Backbone;
import org.facemargin.core.NamedRegistry;
import org.facemargin.report.ReportTable;

/** The backbones: published input, embedding dimension, parameters. */
@AutoService(Catalogue.class)
public final class BackboneCatalogue implements Catalogue {

  @Override
  public String name() {
    return "backbones";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Backbones",
        List.of("name", "input", "dimension", "parameters", "what it is"),
        NamedRegistry.of(Backbone.class).all().stream().map(BackboneCatalogue::row).toList(),
        List.of("Parameters at the published input and width, running statistics not counted."));
  }

  private static List<String> row(Backbone backbone) {
    var spec = backbone.spec();
    int px = spec.defaults().inputPx();
    return List.of(
        backbone.name(),
        px + "x" + px,
        String.valueOf(spec.defaults().dimension()),
        String.format(Locale.ROOT, "%,d", spec.parameters()),
        spec.description());
  }
}
