package org.facemargin.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.alpha.AlphaPosterior;
import org.facemargin.margins.alpha.SparsePosterior;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code analyze loss}. */
@Command(
    name = "loss",
    mixinStandardHelpOptions = true,
    description = {
      "Loss, posterior and gradient of one row of logits, as JSON.",
      "The logits are taken as they are: of the loss only its link is applied (softmax, or an"
          + " alpha-divergence with its reference measure), not the margin of the target cosine nor"
          + " the scale."
    },
    footer = {
      "%nExamples:",
      "  facemargin analyze loss --loss arcface --logits 20,5,-3 --target 0",
      "  facemargin analyze loss --loss qmargin --logits 2,1,0.5 --target 0"
    })
final class AnalyzeLossCommand extends Computation {

  @Mixin private LossOptions options;

  @Option(
      names = "--logits",
      required = true,
      split = ",",
      paramLabel = "X",
      description = "One logit a class.")
  private double[] logits;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "Y",
      description = "Index of the target, from 0.")
  private int target;

  @Mixin private ResultFolder out;

  @Override
  protected Plan plan() {
    options.create();
    if (target < 0 || target >= logits.length) {
      throw ConfigurationException.of(
          "--target is %s, expected an index into %s logits.", target, logits.length);
    }
    return Plan.to("Would compute loss, posterior and gradient of one row of logits.")
        .writing(out.file());
  }

  @Override
  protected int compute() {
    MarginLoss loss = options.create();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", loss.name());
    if (loss.link() instanceof Link.AlphaDivergence link) {
      alpha(link, result);
    } else {
      softmax(result);
    }
    out.write(result);
    console().result(result, () -> JsonRecords.pretty(result));
    return ExitCode.OK;
  }

  private void alpha(Link.AlphaDivergence link, Map<String, Object> result) {
    AlphaPosterior posterior = new AlphaPosterior(link);
    SparsePosterior sparse = posterior.of(logits, target);
    double[] dense = new double[logits.length];
    for (int i = 0; i < sparse.classes().length; i++) {
      dense[sparse.classes()[i]] = sparse.values()[i];
    }
    result.put("link", "alpha-divergence");
    result.put("alpha", link.alpha());
    result.put("log_target_reference", link.logTargetReference());
    result.put("loss", posterior.loss(logits, target, sparse));
    result.put("tau", sparse.threshold());
    result.put("posterior", dense);
    result.put("support", Map.of("classes", sparse.classes(), "values", sparse.values()));
    result.put("gradient", posterior.gradient(logits, target));
  }

  private void softmax(Map<String, Object> result) {
    double largest = Arrays.stream(logits).max().orElseThrow();
    double logSum = largest + Math.log(Arrays.stream(logits).map(x -> Math.exp(x - largest)).sum());
    double[] posterior = Arrays.stream(logits).map(x -> Math.exp(x - logSum)).toArray();
    double[] gradient = posterior.clone();
    gradient[target] -= 1;
    result.put("link", "softmax cross-entropy (it has no tau)");
    result.put("loss", logSum - logits[target]);
    result.put("posterior", posterior);
    result.put("gradient", gradient);
  }
}
