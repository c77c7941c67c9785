package org.facemargin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.facemargin.core.ConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code bench} where its module is not on the class path: that it is there, and where. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures training, the margin head or embedding, on request beside libtorch.",
      "Not in this build: './facemargin bench' of the source tree builds modules/benchmarks."
    },
    footer = {"%nExamples:", "  facemargin bench head --peer libtorch"})
final class AbsentBench implements Callable<Integer> {

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    throw new ConfigurationException(
        "bench "
            + String.join(" ", arguments)
            + ": its module is not in this build. Start './facemargin bench' in the source tree,"
            + " which builds it.");
  }
}
