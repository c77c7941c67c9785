package org.facemargin.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.cli.ExitCode;
import org.facemargin.cli.Main;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.heads.HeadCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code train} with the engine of this module, on the processor. */
class TrainCommandTest {

  private static final Path RUN =
      Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml").toAbsolutePath().normalize();
  private static final int STEPS = 10;
  private static final double NEAR = 1e-3;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  /** Ten small steps: rounding grows from one to the next. */
  private Path train(String name, String engine, String... more) {
    Path run = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("train", RUN.toString(), "--out", "" + run));
    for (String setting :
        List.of(
            "engine.name=" + engine,
            "model.width=1",
            "schedule.base_lr=0.002",
            "trainer.max_steps=" + STEPS)) {
      arguments.addAll(List.of("--set", setting));
    }
    if (engine.equals("libtorch")) {
      arguments.addAll(List.of("--set", "engine.device=cpu"));
    }
    arguments.addAll(List.of(more));
    assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isEqualTo(ExitCode.OK);
    return run;
  }

  private static List<Double> losses(Path run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      if (line.contains("\"kind\":\"step\"")) {
        losses.add(JsonRecords.parse("metrics.jsonl", line).get("loss").asDouble());
      }
    }
    return losses;
  }

  /** Fine-tuning: parts of a trained network held, the rest goes on as the oneDNN plan does. */
  @Test
  void frozenPartsGiveTheLossesOfOneDnn() throws IOException {
    String begun = train("begun", "onednn").resolve("checkpoint.zip").toString();
    List<String> frozen =
        List.of("--from", begun, "--set", "trainer.freeze=[stem, stage1, stage2]");
    List<Double> theirs = losses(train("theirs", "onednn", frozen.toArray(String[]::new)));
    for (String head : List.of("fused", "libtorch")) {
      List<String> words = new ArrayList<>(frozen);
      words.addAll(List.of("--set", "head.kind=" + head));
      List<Double> ours = losses(train(head, "libtorch", words.toArray(String[]::new)));
      assertThat(ours).hasSize(STEPS);
      for (int step = 0; step < STEPS; step++) {
        assertThat(ours.get(step))
            .as("%s, step %d", head, step + 1)
            .isCloseTo(theirs.get(step), within(NEAR * theirs.get(step)));
      }
    }
  }

  private static float[] parameters(TrainingState state) {
    return state.graph().params().data().asFloat();
  }

  /** Cut off after its fourth step, and gone on with: the unbroken run's bits. */
  @Test
  void aResumedRunIsTheUnbrokenOne() throws IOException {
    String[] kept = {"--set", "checkpoints.every_steps=1", "--set", "checkpoints.keep_last=99"};
    Path run = train("run", "libtorch", kept);
    TrainingState unbroken = CheckpointFile.read(run.resolve("checkpoint.zip"));
    List<Double> losses = losses(run);
    Files.delete(run.resolve("result.json"));
    Files.delete(run.resolve("checkpoint.zip"));
    for (int step = 5; step <= STEPS; step++) {
      Files.delete(run.resolve(String.format(Locale.ROOT, "checkpoints/step-%09d.zip", step)));
    }
    String[] resumed = {kept[0], kept[1], kept[2], kept[3], "--resume"};
    TrainingState again =
        CheckpointFile.read(train("run", "libtorch", resumed).resolve("checkpoint.zip"));
    assertThat(parameters(again)).containsExactly(parameters(unbroken));
    assertThat(HeadCase.array(again.head())).containsExactly(HeadCase.array(unbroken.head()));
    assertThat(losses(run)).isEqualTo(losses);
    assertThat(Files.readString(run.resolve("result.json"))).contains("libtorch 2.", "on cpu");
  }

  @Test
  void anEstimateIsOfThisEngine() {
    String[] arguments = {
      "train", "" + RUN, "--estimate", "--set", "engine.name=libtorch", "--set", "engine.device=cpu"
    };
    assertThat(run(arguments)).as(err.toString()).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("libtorch 2.");
  }

  @Test
  void aGpuThatIsNotThereIsOneSentence() {
    assumeTrue(Torch.gpus() == 0, "skipped: this machine has a GPU");
    Path run = folder.resolve("gpu");
    String[] arguments = {
      "train",
      "" + RUN,
      "--set",
      "engine.name=libtorch",
      "--set",
      "engine.device=cuda",
      "--out",
      "" + run
    };
    assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("engine.device is cuda").contains("engine.device cpu");
    assertThat(run).doesNotExist();
  }
}
