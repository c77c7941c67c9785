package org.facemargin.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.facemargin.files.json.JsonRecords;

/**
 * The process of one side. Speaks lines with {@link SideBySide}: "step" is answered by the seconds
 * of one step, "end" by a JSON object with what it was and its peak memory. Lines of its own begin
 * with {@link #MARK}; a library may print others.
 */
public final class BenchWorker {

  static final String MARK = "@bench ";

  private BenchWorker() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    ProcessHandle.current().parent().ifPresent(BenchWorker::endWith);
    int code = 1;
    try {
      answer(WorkSpec.of(arguments));
      code = 0;
    } catch (IOException | RuntimeException | Error e) {
      e.printStackTrace();
    }
    // OpenMP and ND4J leave threads behind that are not daemons, and libtorch's destructors do not
    // bear threads at work: no orderly end.
    Runtime.getRuntime().halt(code);
  }

  private static void endWith(ProcessHandle parent) {
    parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
  }

  private static void answer(WorkSpec spec) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Workload workload = Workloads.create(spec)) {
      answers.println(MARK + "ready");
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        if (line.equals("step")) {
          long begun = System.nanoTime();
          workload.step();
          answers.println(MARK + (System.nanoTime() - begun) / 1e9);
        } else {
          answers.println(MARK + JsonRecords.line(end(workload)));
          break;
        }
      }
    }
  }

  private static Map<String, Object> end(Workload workload) {
    return Map.of(
        "description",
        workload.description(),
        "check",
        workload.check(),
        "peak_bytes",
        PeakMemory.bytes());
  }
}
