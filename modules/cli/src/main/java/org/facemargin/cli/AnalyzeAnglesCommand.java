package org.facemargin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.facemargin.core.RandomStream;
import org.facemargin.experiments.json.JsonRecords;
import org.facemargin.margins.theory.NearestAngleSimulation;
import org.facemargin.margins.theory.NearestCentreAngle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code analyze angles}. */
@Command(
    name = "angles",
    mixinStandardHelpOptions = true,
    description =
        "Mean angle to the nearest of C uniform class centres in d dimensions: integral, eq. 8 as"
            + " printed, simulation.")
final class AnalyzeAnglesCommand implements Callable<Integer> {

  @Option(
      names = "--classes",
      required = true,
      paramLabel = "C",
      description = "Number of classes.")
  private long classes;

  @Option(names = "--dim", required = true, paramLabel = "D", description = "Embedding dimension.")
  private int dimension;

  @Option(
      names = "--trials",
      defaultValue = "400",
      description = "Simulated sets of centres; default: ${DEFAULT-VALUE}.")
  private int trials;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private ResultFolder out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    NearestAngleSimulation.Result simulated =
        NearestAngleSimulation.run(
            classes, dimension, trials, RandomStream.of(seed, "centres"), ConsoleProgress.create());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("classes", classes);
    result.put("dim", dimension);
    result.put("integral_deg", Math.toDegrees(NearestCentreAngle.integral(classes, dimension)));
    result.put("eq8_deg", Math.toDegrees(NearestCentreAngle.printedEquation8(classes, dimension)));
    result.put("simulated_deg", Math.toDegrees(simulated.mean()));
    result.put("simulated_standard_error_deg", Math.toDegrees(simulated.standardError()));
    result.put("simulated_trials", simulated.trials());
    if (classes == NearestCentreAngle.QUOTED_CLASSES
        && dimension == NearestCentreAngle.QUOTED_DIMENSION) {
      result.put("quoted_deg", NearestCentreAngle.QUOTED_DEGREES);
      result.put("quoted_source", "WACV 2023, section 4.3 and Figure 5");
    }
    out.write(result);
    spec.commandLine().getOut().print(JsonRecords.pretty(result));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
