package org.facemargin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.facemargin.experiments.figures.CollapseStudy;
import org.facemargin.experiments.report.TableRenderer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code analyze collapse}. */
@Command(
    name = "collapse",
    mixinStandardHelpOptions = true,
    description =
        "Trains free embeddings and centres, without pictures, until polar collapse; without and"
            + " with each cure.")
final class AnalyzeCollapseCommand implements Callable<Integer> {

  @Option(
      names = "--m0",
      defaultValue = "0.35",
      description = "AmpFace's amplitude; default: ${DEFAULT-VALUE}.")
  private double amplitude;

  @Option(
      names = "--steps",
      defaultValue = "1000",
      description = "Steps a run; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seeds",
      defaultValue = "1",
      description = "Runs a cure, with seeds 1, 2, …; default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--hidden",
      defaultValue = "0",
      description = "Hidden tanh units; 0 for a linear embedding.")
  private int hidden;

  @Option(
      names = "--map",
      description = "Also map m0 and m1 without a cure: where collapse begins. Takes minutes.")
  private boolean map;

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
    CollapseStudy.Result result = study.run(map, ConsoleProgress.create());
    result.write(out);
    spec.commandLine().getOut().print(TableRenderer.registry().get("text").render(result.table()));
    spec.commandLine().getOut().println("Written: " + out.resolve("result.json"));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
