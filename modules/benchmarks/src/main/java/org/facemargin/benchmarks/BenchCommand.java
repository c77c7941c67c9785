package org.facemargin.benchmarks;

import com.google.auto.service.AutoService;
import org.facemargin.cli.CommandGroup;
import org.facemargin.cli.Subcommand;
import picocli.CommandLine.Command;

/** {@code bench head|train|embed|profile|all|matrix|scaling|kernels|check}. */
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
      BenchKernelsCommand.class,
      BenchCheckCommand.class
    })
public final class BenchCommand extends CommandGroup {}
