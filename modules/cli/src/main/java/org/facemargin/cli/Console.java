package org.facemargin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.facemargin.core.Progress;
import org.facemargin.files.json.JsonRecords;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much a command that computes says, in what form, and whether it does anything. */
public final class Console {

  @Option(
      names = {"-q", "--quiet"},
      description = "Shows no progress and no remarks: the result, warnings and errors only.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Prints the result as JSON. Progress and remarks stay on standard error.")
  private boolean json;

  @Option(
      names = "--dry-run",
      description = "Checks what is asked for, says what would be done, and writes nothing.")
  private boolean dryRun;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean dryRun() {
    return dryRun;
  }

  /** Whether nothing but the result may reach standard output. */
  public boolean onlyResult() {
    return json || quiet;
  }

  /** Where progress and remarks go; of a quiet command warnings alone. */
  public Progress progress() {
    return quiet ? new WarningsOnly(ConsoleProgress.create()) : ConsoleProgress.create();
  }

  /** Prints a result: as JSON where that is asked for, else as text. */
  public void result(Object value, Supplier<String> text) {
    print(json ? JsonRecords.pretty(value) : text.get());
  }

  /** Prints a result that was written to a file: that file where JSON is asked for, else text. */
  public void result(Path written, Supplier<String> text) {
    result(json ? JsonRecords.read(written, JsonNode.class) : written, text);
  }

  /** Prints a line that belongs to no result; not where only the result is wanted. */
  public void remark(String line) {
    if (!onlyResult()) {
      print(line);
    }
  }

  private void print(String text) {
    PrintWriter out = command.commandLine().getOut();
    out.print(text.endsWith("\n") ? text : text + "\n");
    out.flush();
  }
}
