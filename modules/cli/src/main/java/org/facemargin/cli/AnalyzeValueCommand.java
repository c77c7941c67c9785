package org.facemargin.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.Dual;
import org.facemargin.margins.MarginEvaluator;
import org.facemargin.margins.MarginLoss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code analyze value}. */
@Command(
    name = "value",
    mixinStandardHelpOptions = true,
    description = "Target margin and derivative at given cosines, as CSV: cos,z,dz_dcos.",
    footer = {
      "%nExamples:",
      "  facemargin analyze value --loss arcface --set m=0.5 --cos 1,0.5,0,-0.5,-1"
    })
final class AnalyzeValueCommand extends Computation {

  @Mixin private LossOptions options;

  @Option(
      names = "--cos",
      required = true,
      split = ",",
      paramLabel = "C",
      description = "Target cosines in [-1, 1], separated by commas.")
  private double[] cosines;

  @Mixin private ResultFolder folder;

  @Override
  protected Plan plan() {
    return Plan.to("Would compute target margins of " + options.create().name() + ".")
        .writing(folder.file());
  }

  @Override
  protected int compute() {
    MarginLoss loss = options.create();
    if (loss.readsNorm()) {
      throw new ConfigurationException(
          "Loss '"
              + loss.name()
              + "' is not a function of the cosine alone: it reads the embedding's norm.");
    }
    MarginEvaluator evaluator = MarginEvaluator.of(loss);
    StringBuilder csv = new StringBuilder("cos,z,dz_dcos\n");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (double cosine : cosines) {
      if (!(cosine >= -1 && cosine <= 1)) {
        throw new ConfigurationException("--cos has " + cosine + ", expected cosines in [-1, 1].");
      }
      Dual z = evaluator.target(cosine);
      csv.append(digits(cosine)).append(',').append(digits(z.value()));
      csv.append(',').append(digits(z.byCosine())).append('\n');
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("cos", cosine);
      row.put("z", z.value());
      row.put("dz_dcos", z.byCosine());
      rows.add(row);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("loss", loss.name());
    result.put("values", rows);
    folder.write(result);
    console().result(result, csv::toString);
    return ExitCode.OK;
  }

  /** Nine significant digits, without trailing zeros. */
  private static String digits(double value) {
    if (value == 0) {
      return "0";
    }
    java.math.BigDecimal rounded =
        new java.math.BigDecimal(value).round(new java.math.MathContext(9)).stripTrailingZeros();
    boolean plain = Math.abs(value) >= 1e-6 && Math.abs(value) < 1e12;
    return plain ? rounded.toPlainString() : String.format(Locale.ROOT, "%.8e", value);
  }
}
