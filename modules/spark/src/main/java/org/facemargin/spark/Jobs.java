package org.facemargin.spark;

import java.util.Locale;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code spark-submit --class org.facemargin.spark.Jobs … JOB}. */
@Command(
    name = "facemargin-spark",
    mixinStandardHelpOptions = true,
    description = "Aligns, embeds, pools, matches and trains on Apache Spark.",
    subcommands = {
      AlignJob.class,
      EmbedJob.class,
      PoolJob.class,
      MatchJob.class,
      ExportJob.class,
      TrainJob.class
    })
public final class Jobs {

  private static final int USAGE = 2;
  private static final int DATA = 3;

  private Jobs() {}

  /** Runs a job; a failure is an exception where Spark runs the driver, so that it sees it. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    int code = run(arguments);
    if (code != 0) {
      throw new IllegalStateException("facemargin-spark ended with code " + code + ".");
    }
  }

  /** Runs a job; 0, or 2 for wrong usage, 3 for wrong data, 1 for anything else. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Jobs());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          Throwable cause = error;
          while (cause != null && !(cause instanceof ConfigurationException)) {
            if (cause instanceof DataException) {
              command.getErr().println("facemargin: " + cause.getMessage());
              return DATA;
            }
            cause = cause.getCause();
          }
          if (cause == null) {
            throw error;
          }
          command.getErr().println("facemargin: " + cause.getMessage());
          return USAGE;
        });
    return line.execute(arguments);
  }
}
