package org.facemargin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.facemargin.core.NamedRegistry;
import org.facemargin.experiments.figures.CollapseStudy;
import org.facemargin.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code analyze collapse}. */
@Command(
    name = "collapse",
    mixinStandardHelpOptions = true,
    description =
        "Trains small embeddings and centres, without pictures, until polar collapse; without and"
            + " with each cure, and maps m0 and m1. About a minute on two processors.")
final class AnalyzeCollapseCommand implements Callable<Integer> {

  @Option(
      names = "--m0",
      defaultValue = "0.35",
      description = "AmpFace's amplitude; default: ${DEFAULT-VALUE}.")
  private double amplitude;

  @Option(
      names = "--steps",
      defaultValue = "500",
      description = "Steps a run; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seeds",
      defaultValue = "2",
      description = "Runs a cure and embedding, with seeds 1, 2, …; default: ${DEFAULT-VALUE}.")
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CollapseStudy study = new CollapseStudy(amplitude, steps, seeds, hidden);
    CollapseStudy.Result result = study.run(!withoutMap, ConsoleProgress.create());
    result.write(out);
    spec.commandLine()
        .getOut()
        .print(NamedRegistry.of(TableRenderer.class).get("text").render(result.table()));
    spec.commandLine().getOut().println("Written: " + out.resolve("result.json"));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
