package org.facemargin.experiments.catalogue;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.Collectors;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Parameter;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.report.ReportTable;

/** The losses: formula, parameters with their published defaults, source. */
@AutoService(Catalogue.class)
public final class LossCatalogue implements Catalogue {

  @Override
  public String name() {
    return "losses";
  }

  @Override
  public ReportTable table() {
    return new ReportTable(
        "Losses",
        List.of("name", "target margin", "parameters", "source"),
        NamedRegistry.of(MarginLossFactory.class).all().stream().map(LossCatalogue::row).toList(),
        List.of("c = cos θ of the target class. Use: loss: {name: NAME, PARAMETER: VALUE}."));
  }

  private static List<String> row(MarginLossFactory loss) {
    String parameters =
        loss.parameters().stream().map(LossCatalogue::parameter).collect(Collectors.joining(", "));
    return List.of(loss.name(), loss.formula(), parameters, loss.citation());
  }

  private static String parameter(Parameter parameter) {
    return parameter.name() + "=" + parameter.defaultValue();
  }
}
