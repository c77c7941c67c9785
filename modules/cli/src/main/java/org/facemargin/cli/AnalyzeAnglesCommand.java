package org.facemargin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.facemargin.core.RandomStream;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.margins.theory.NearestAngleSimulation;
import org.facemargin.margins.theory.NearestCentreAngle;
import org.facemargin.margins.theory.WrongClassSum;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code analyze angles}. */
@Command(
    name = "angles",
    mixinStandardHelpOptions = true,
    description =
        "Mean angle to the nearest of C uniform class centres in d dimensions (M_inter): integral,"
            + " eq. 8 as printed, simulation; and the wrong-class sum, eq. 10 beside the exact"
            + " mean.",
    footer = {"%nExamples:", "  facemargin analyze angles --classes 85742 --dim 512"})
final class AnalyzeAnglesCommand extends Computation {

  @Mixin private CentresSize size;

  @Option(
      names = "--scale",
      defaultValue = "64",
      paramLabel = "S",
      description = "Scale of the wrong-class sum; default: ${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--trials",
      defaultValue = "400",
      description = "Simulated sets of centres; default: ${DEFAULT-VALUE}.")
  private int trials;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private ResultFolder out;

  @Override
  protected Plan plan() {
    return Plan.to(
            "Would compute the mean nearest angle, and simulate " + trials + " sets of centres.")
        .writing(out.file());
  }

  @Override
  protected int compute() {
    NearestAngleSimulation.Result simulated =
        NearestAngleSimulation.run(
            size.classes(),
            size.dimension(),
            trials,
            RandomStream.of(seed, "centres"),
            console().progress());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("classes", size.classes());
    result.put("dim", size.dimension());
    result.put(
        "integral_deg",
        Math.toDegrees(NearestCentreAngle.integral(size.classes(), size.dimension())));
    result.put(
        "eq8_deg",
        Math.toDegrees(NearestCentreAngle.printedEquation8(size.classes(), size.dimension())));
    result.put("simulated_deg", Math.toDegrees(simulated.mean()));
    result.put("simulated_standard_error_deg", Math.toDegrees(simulated.standardError()));
    result.put("simulated_trials", simulated.trials());
    if (size.classes() == NearestCentreAngle.QUOTED_CLASSES
        && size.dimension() == NearestCentreAngle.QUOTED_DIMENSION) {
      result.put("quoted_deg", NearestCentreAngle.QUOTED_DEGREES);
      result.put("quoted_source", "WACV 2023, section 4.3 and Figure 5");
    }
    result.put(
        "wrong_class_sum",
        wrongClassSum(new WrongClassSum(size.classes(), size.dimension(), scale)));
    out.write(result);
    console().result(result, () -> JsonRecords.pretty(result));
    return ExitCode.OK;
  }

  /** Σ_{j≠y} e^{s cos θ_j}: logarithms, since the sum itself may exceed what a double holds. */
  static Map<String, Object> wrongClassSum(WrongClassSum sum) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("scale", sum.scale());
    result.put("eq10_log", sum.log());
    result.put("exact_mean_log", sum.logExact());
    result.put("wc_relu_log", sum.logRectified());
    result.put("relative_deviation", sum.relativeDeviation());
    result.put("eq10_condition", sum.validity());
    result.put("eq10_valid", sum.valid());
    return result;
  }
}
