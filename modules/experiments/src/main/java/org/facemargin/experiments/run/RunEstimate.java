package org.facemargin.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Durations;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.Progress;
import org.facemargin.core.RandomStream;
import org.facemargin.core.RepeatedBatch;
import org.facemargin.training.StepReport;
import org.facemargin.training.Trainer;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingParts;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.TrainingSettings;
import org.facemargin.training.ranks.Collective;

/**
 * What a run will take on this machine: ten of its steps are made, on pictures of noise, after two
 * to warm up. Waiting for data, verification and checkpoints come on top of the time.
 *
 * @param engine what made the steps
 * @param head what made them in the head
 * @param parameters of the backbone, in PyTorch's sense
 * @param classes C
 * @param memoryBytes by part, of what is known beforehand
 * @param peakBytes largest memory of this process so far; empty where the system does not say
 * @param secondsPerStep median of the ten
 * @param imagesPerSecond images of a step over these seconds
 * @param steps of the run
 * @param secondsInAll of its steps
 * @param diskBytes of the checkpoints it keeps
 */
public record RunEstimate(
    String engine,
    String head,
    long parameters,
    int classes,
    Map<String, Long> memoryBytes,
    OptionalLong peakBytes,
    double secondsPerStep,
    double imagesPerSecond,
    long steps,
    double secondsInAll,
    long diskBytes) {

  private static final int WARM_UP = 2;
  private static final int MEASURED = 10;

  /**
   * Makes the steps.
   *
   * @param classes C where the data are not here; else theirs are counted
   * @throws ConfigurationException if neither is there
   */
  public static RunEstimate of(RunConfig config, OptionalInt classes, Progress progress) {
    RunWiring wiring = new RunWiring(config, Collective.ALONE);
    int count = classes.orElseGet(() -> counted(wiring));
    ComputationGraph graph = wiring.graph(progress);
    try (BackboneExecutor executor = wiring.executor(graph, progress)) {
      List<Double> seconds = new ArrayList<>();
      TrainingListener clock =
          new TrainingListener() {
            @Override
            public void stepDone(StepReport report, TrainingRun run) {
              seconds.add(report.seconds());
            }
          };
      TrainingParts parts =
          new TrainingParts(
              graph,
              executor,
              wiring.heads(count, executor, Optional.empty()),
              config.loss().plan(),
              new RepeatedBatch(noise(config, count), count),
              Collective.ALONE);
      executor.prepareTraining(config.trainer().batchSize());
      try (Trainer trainer =
          new Trainer(parts, few(wiring.settings()), List.of(clock), "estimate")) {
        trainer.run();
        return estimate(config, count, trainer, seconds);
      }
    } finally {
      graph.close();
    }
  }

  private static int counted(RunWiring wiring) {
    try {
      return wiring.openFaces().faces().identities();
    } catch (DataException e) {
      throw new ConfigurationException(
          "The number of classes is not known, since the data are not here: give --classes. "
              + e.getMessage(),
          e);
    }
  }

  private static TrainingSettings few(TrainingSettings all) {
    return new TrainingSettings(
        WARM_UP + MEASURED,
        all.accumulation(),
        all.optimiser(),
        all.decayPolicy(),
        all.learningRate(),
        all.clipNorm(),
        all.averageDecay());
  }

  private static RunEstimate estimate(
      RunConfig config, int classes, Trainer trainer, List<Double> seconds) {
    ParameterLayout layout = ParameterLayout.of(trainer.graph());
    int slots = config.optimizer().create().slots();
    int averages = config.trainer().averageDecay() > 0 ? 1 : 0;
    long vector = Float.BYTES * layout.length();
    long centres = (long) Float.BYTES * classes * trainer.head().dimension();
    Map<String, Long> memory = new LinkedHashMap<>();
    memory.put("backbone's weights", vector);
    memory.put("backbone's gradient", vector);
    memory.put("backbone's optimiser", slots * vector);
    memory.put("averaged weights", averages * vector);
    memory.put("class centres", centres);
    memory.put("their gradient", centres);
    memory.put("their optimiser", slots * centres);
    long checkpoint = (1 + slots + averages) * vector + (1 + slots) * centres;
    double median =
        seconds.stream()
            .skip(WARM_UP)
            .sorted()
            .skip(MEASURED / 2)
            .findFirst()
            .orElseThrow(
                () -> new DataException("The first steps found a loss that is not a number."));
    int images = config.trainer().batchSize() * config.trainer().accumulateSteps();
    long steps = config.trainer().maxSteps();
    return new RunEstimate(
        trainer.executor().description(),
        trainer.head().description(),
        layout.parameters(),
        classes,
        memory,
        peak(),
        median,
        images / median,
        steps,
        steps * median,
        (config.checkpoints().keepLast() + 1) * checkpoint);
  }

  private static OptionalLong peak() {
    Path status = Path.of("/proc/self/status");
    try {
      return Files.isReadable(status)
          ? Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** In lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Engine:      " + engine);
    lines.add("Head:        " + head);
    lines.add(text("Parameters:  %,d of the backbone, %,d classes", parameters, classes));
    memoryBytes.forEach(
        (part, bytes) -> {
          if (bytes > 0) {
            lines.add(text("Memory:      %,.1f MB %s", bytes / 1e6, part));
          }
        });
    peakBytes.ifPresent(
        bytes -> lines.add(text("Memory:      %,.1f MB was the process's peak", bytes / 1e6)));
    lines.add(
        text(
            "Step:        %.3f s, %.1f images/s (median of %d steps on noise)",
            secondsPerStep, imagesPerSecond, MEASURED));
    lines.add(
        text(
            "To the end:  %s for %,d steps; waiting for data, verification and checkpoints come on"
                + " top",
            days(secondsInAll), steps));
    lines.add(text("Disk:        %,.1f MB of checkpoints", diskBytes / 1e6));
    return lines;
  }

  private static String days(double seconds) {
    return seconds < 2 * 86_400 ? Durations.words(seconds) : text("%.1f days", seconds / 86_400);
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** Pictures of noise with random labels. */
  private static FaceBatch noise(RunConfig config, int classes) {
    int side = config.model().settings().inputPx();
    int count = config.trainer().batchSize();
    SplittableRandom random = RandomStream.of(config.seed(), "estimate").generator();
    float[] inputs = new float[Math.multiplyExact(count, 3 * side * side)];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextDouble(-1, 1);
    }
    return new FaceBatch(0, inputs, random.ints(count, 0, classes).toArray());
  }
}
