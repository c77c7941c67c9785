package org.facemargin.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * {@code train}: starts ranks in barrier mode, one process a task, with torchrun's variables, as
 * PyTorch's TorchDistributor does. The processes connect among themselves; Spark only places and
 * watches them: when one fails, the stage does, and its processes are ended.
 */
@Command(name = "train", description = "Starts ranks: train --ranks 8 -- ./facemargin train RUN …")
final class TrainJob implements Callable<Integer> {

  @Option(names = "--ranks", required = true, description = "Processes, one a task.")
  private int ranks;

  @Parameters(arity = "1..*", description = "The command of a rank, there on every machine.")
  private List<String> command;

  @Override
  public Integer call() {
    SparkSession spark = Session.open("train");
    JavaRDD<Integer> numbers =
        Session.context(spark).parallelize(IntStream.range(0, ranks).boxed().toList(), ranks);
    List<String> started = List.copyOf(command);
    Function1<scala.collection.Iterator<Integer>, scala.collection.Iterator<String>> task =
        (Function1<scala.collection.Iterator<Integer>, scala.collection.Iterator<String>>
                & Serializable)
            part -> CollectionConverters.asScala(rank(started));
    numbers
        .rdd()
        .barrier()
        .mapPartitions(task, false, ClassTag$.MODULE$.<String>apply(String.class))
        .collect();
    return 0;
  }

  private static Iterator<String> rank(List<String> command) {
    try {
      BarrierTaskContext context = BarrierTaskContext.get();
      int rank = context.partitionId();
      String[] master = context.allGather(rank == 0 ? address(context) : "")[0].split(" ");
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("RANK", String.valueOf(rank));
      builder.environment().put("WORLD_SIZE", String.valueOf(context.getTaskInfos().length));
      builder.environment().put("MASTER_ADDR", master[0]);
      builder.environment().put("MASTER_PORT", master[1]);
      Process process = builder.start();
      TaskCompletionListener end = done -> process.destroyForcibly();
      context.addTaskCompletionListener(end);
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException("Rank " + rank + " ended with code " + code + ":\n" + said);
      }
      return List.of(said).iterator();
    } catch (IOException e) {
      throw new UncheckedIOException("A rank cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a rank was running.", e);
    }
  }

  /** Where rank 0 will listen; the port is free now, and could be taken before it is used. */
  private static String address(BarrierTaskContext context) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return context.getTaskInfos()[0].address().split(":")[0] + " " + free.getLocalPort();
    }
  }
}
