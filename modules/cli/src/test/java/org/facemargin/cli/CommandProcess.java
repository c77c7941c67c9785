package org.facemargin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command in a Java of its own, which can be sent signals and killed. */
final class CommandProcess {

  private CommandProcess() {}

  /**
   * A process to be started; what it prints is dropped until the caller says otherwise.
   *
   * @param threads OpenMP threads
   */
  static ProcessBuilder of(List<String> arguments, int threads) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx1g", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.add(Main.class.getName());
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
  }
}
