package org.facemargin.cli;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.facemargin.core.DataException;
import org.facemargin.experiments.machine.MachineReport;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}. */
@AutoService(Subcommand.class)
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Shows what this machine can do, engine by engine, and what to install for more.",
    footer = {"%nExamples:", "  facemargin doctor", "  facemargin doctor --json"})
public final class DoctorCommand implements Subcommand {

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Option(names = "--gpu", description = "Requires a GPU: exit code 3 without an NVIDIA driver.")
  private boolean gpu;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    MachineReport report = MachineReport.look();
    spec.commandLine()
        .getOut()
        .print(json ? JsonRecords.pretty(report) : String.join("\n", lines(report)) + "\n");
    spec.commandLine().getOut().flush();
    if (gpu && !report.hasGpu()) {
      throw new DataException(
          "This machine has no NVIDIA driver (/proc/driver/nvidia/version is not there).");
    }
    return ExitCode.OK;
  }

  private static List<String> lines(MachineReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Processor:  "
            + report.environment().cpu()
            + ", "
            + report.environment().cores()
            + " in use; "
            + String.join(" ", report.instructions()));
    lines.add("System:     " + report.environment().os());
    lines.add(
        "Java:       "
            + report.environment().java()
            + (report.javaVectorBits() > 0
                ? ", vectors of " + report.javaVectorBits() + " bits"
                : ", no Vector API"));
    lines.add("GPU:        " + (report.hasGpu() ? String.join("; ", report.gpus()) : "none"));
    new TreeMap<>(report.libraries())
        .forEach(
            (name, place) ->
                lines.add("Library:    " + name + " " + (place.isEmpty() ? "not found" : place)));
    new TreeMap<>(report.engines())
        .forEach((name, words) -> lines.add("Engine:     " + name + ": " + words));
    report.advice().forEach(words -> lines.add("For more:   " + words));
    return lines;
  }
}
