package org.facemargin.cli;

import java.nio.file.Path;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.figures.CollapseStudy;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code analyze collapse}. */
@Command(
    name = "collapse",
    mixinStandardHelpOptions = true,
    description =
        "Trains small embeddings and centres, without pictures, until polar collapse; without and"
            + " with each cure, and maps m0 and m1. About a minute on two processors.",
    footer = {
      "%nExamples:",
      "  facemargin analyze collapse --out collapse",
      "  facemargin analyze collapse --m0 0.5 --seeds 4 --no-map --out collapse"
    })
final class AnalyzeCollapseCommand extends Computation {

  @Option(
      names = "--m0",
      defaultValue = "0.35",
      description = "AmpFace's amplitude; default: ${DEFAULT-VALUE}.")
  private double amplitude;

  @Option(
      names = "--steps",
      defaultValue = "500",
      description = "Steps per run; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seeds",
      defaultValue = "2",
      description = "Runs per cure and embedding, with seeds 1, 2, …; default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--hidden",
      defaultValue = "64",
      description =
          "Hidden tanh units of the second embedding; 0 for the linear one alone; default:"
              + " ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--no-map",
      description = "Leave out the map of m0 and m1: where collapse begins without a cure.")
  private boolean withoutMap;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Receives result.json and figures.")
  private Path out;

  @Override
  protected Plan plan() {
    return Plan.to("Would train small embeddings and centres with AmpFace, m0 = " + amplitude + ".")
        .writing(out);
  }

  @Override
  protected int compute() {
    CollapseStudy study = new CollapseStudy(amplitude, steps, seeds, hidden);
    CollapseStudy.Result result = study.run(!withoutMap, console().progress());
    result.write(out);
    console()
        .result(
            out.resolve("result.json"),
            () -> NamedRegistry.of(TableRenderer.class).get("text").render(result.table()));
    console().remark("Written: " + out.resolve("result.json"));
    return ExitCode.OK;
  }
}
