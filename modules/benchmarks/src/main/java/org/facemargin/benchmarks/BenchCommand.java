package org.facemargin.benchmarks;

import com.google.auto.service.AutoService;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench head|train|embed|profile|all|matrix|scaling|kernels}. */
@AutoService(Subcommand.class)
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures training, the margin head or embedding, on request beside libtorch.",
    subcommands = {
      BenchHeadCommand.class,
      BenchTrainCommand.class,
      BenchEmbedCommand.class,
      BenchProfileCommand.class,
      BenchAllCommand.class,
      BenchMatrixCommand.class,
      BenchScalingCommand.class,
      BenchKernelsCommand.class
    })
public final class BenchCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
