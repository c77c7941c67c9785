package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.experiments.models.EngineNetwork;
import org.facemargin.experiments.models.LoadedNetwork;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that begin at weights there are, and networks changed from one kind into another. */
class FineTuningTest {

  private static final Path YAML =
      Path.of("..", "..", "experiments", "smoke", "sweep-base.yaml").toAbsolutePath().normalize();

  /** A rate at which nothing moves to speak of: a run ends with what it began with. */
  private static final String AT_REST = "schedule.base_lr=1e-12";

  private static final Offset<Float> REST = Offset.offset(1e-9f);

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path trained;

  private int run(Object... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }

  private Path train(String name, Object... more) {
    Path run = folder.resolve(name);
    List<Object> all = new ArrayList<>(List.of("train", YAML, "--out", run));
    all.addAll(List.of(more));
    assertThat(run(all.toArray())).as(err.toString()).isZero();
    return run.resolve("checkpoint.zip");
  }

  @BeforeEach
  void aRun() {
    trained = train("first");
  }

  private static float[] parameters(Path checkpoint) {
    ComputationGraph graph = CheckpointFile.readBackbone(checkpoint, false);
    float[] values = graph.params().data().asFloat();
    graph.close();
    return values;
  }

  private static ParameterLayout layout(Path checkpoint) {
    return ParameterLayout.of(CheckpointFile.readBackbone(checkpoint, false));
  }

  private static float[] centres(Path checkpoint) {
    FloatBuffer head = CheckpointFile.readHead(checkpoint);
    float[] values = new float[head.remaining()];
    head.get(values);
    return values;
  }

  /** Another schedule, loss and length; weights and centres are those of the first run. */
  @Test
  void aNewRunBeginsWhereAnotherEnded() {
    Path next = train("next", "--from", trained, "--set", AT_REST, "--set", "loss.name=cosface");
    float[] before = parameters(trained);
    float[] after = parameters(next);
    for (ParameterSegment segment : layout(trained).segments()) {
      if (segment.role().trained()) {
        assertThat(Arrays.copyOfRange(after, (int) segment.offset(), (int) segment.end()))
            .as(segment.name())
            .containsExactly(
                Arrays.copyOfRange(before, (int) segment.offset(), (int) segment.end()), REST);
      }
    }
    assertThat(centres(next)).containsExactly(centres(trained), REST);
  }

  /** Twelve known people and three new ones. */
  @Test
  void aGrowingListKeepsKnownCentres() {
    Path next =
        train("grown", "--from", trained, "--set", AT_REST, "--set", "data.train.identities=15");
    float[] known = centres(trained);
    float[] grown = centres(next);
    assertThat(grown).hasSize(known.length / 12 * 15);
    assertThat(Arrays.copyOf(grown, known.length)).containsExactly(known, REST);
    int dimension = known.length / 12;
    for (int made = 12; made < 15; made++) {
      double squares = 0;
      for (int i = 0; i < dimension; i++) {
        squares += Math.pow(grown[made * dimension + i], 2);
      }
      assertThat(Math.sqrt(squares)).isCloseTo(0.01 * Math.sqrt(dimension), within(1e-6));
    }
  }

  /** Its folder gone: the names of its classes lie in it. */
  @Test
  void aCheckpointThatWasMovedStillKnowsItsClasses() throws IOException {
    float[] known = centres(trained);
    Path moved = Files.createDirectories(folder.resolve("elsewhere")).resolve("m.zip");
    Files.move(trained, moved);
    Path next =
        train("grown", "--from", moved, "--set", AT_REST, "--set", "data.train.identities=13");
    assertThat(Arrays.copyOf(centres(next), known.length)).containsExactly(known, REST);
  }

  @Test
  void frozenPartsStayBitForBit() {
    Path next = train("frozen", "--from", trained, "--set", "trainer.freeze=[stem, stage1]");
    float[] before = parameters(trained);
    float[] after = parameters(next);
    for (ParameterSegment segment : layout(trained).segments()) {
      boolean frozen = segment.vertex().matches("(stem|stage1)\\..*");
      float[] old = Arrays.copyOfRange(before, (int) segment.offset(), (int) segment.end());
      float[] now = Arrays.copyOfRange(after, (int) segment.offset(), (int) segment.end());
      if (frozen) {
        assertThat(now).as(segment.name()).containsExactly(old);
      } else if (segment.role().trained()) {
        assertThat(now).as(segment.name()).isNotEqualTo(old);
      }
    }
    assertThat(run("train", YAML, "--set", "trainer.freeze=[stage9]", "--out", folder.resolve("x")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no part 'stage9'. Parts: embedding, head, stage1");
  }

  @Test
  void anotherNetworkThanTheConfiguredOneIsRefused() {
    String from = "model.from=" + trained;
    Path x = folder.resolve("x");
    assertThat(run("train", YAML, "--set", from, "--set", "model.embedding_dim=8", "--out", x))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("embeddings of 16, the run says input_px 24");
    assertThat(run("train", YAML, "--set", from, "--set", "model.width=1", "--out", x))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("is no iresnet-tiny: its first other array is stem.conv");
  }

  private static float[] embedded(Path model) {
    LoadedNetwork loaded = LoadedNetwork.of(model, Optional.empty(), true);
    try (EngineNetwork network = EngineNetwork.open(loaded, 1)) {
      float[] picture = new float[network.imageSpec().valuesPerImage()];
      for (int i = 0; i < picture.length; i++) {
        picture[i] = (float) Math.sin(0.01 * i);
      }
      float[] embedding = new float[network.dimension()];
      network.embed(picture, 1, embedding, 0);
      return embedding;
    }
  }

  /** There and back: the same bits. A run may begin at what came back. */
  @ParameterizedTest
  @ValueSource(strings = {"safetensors", "zip"})
  void aConvertedNetworkIsTheSame(String ending) {
    Path converted = folder.resolve("converted." + ending);
    assertThat(run("convert-model", trained, converted)).as(err.toString()).isZero();
    assertThat(embedded(converted)).containsExactly(embedded(trained));
    Path again = train("again", "--from", converted, "--set", AT_REST);
    assertThat(embedded(again)).hasSize(16);
    assertThat(run("train", YAML, "--set", "head.from=" + converted, "--out", folder.resolve("x")))
        .isEqualTo(ExitCode.DATA);
  }

  /** Normalisations are folded into an exported network: it cannot be trained further. */
  @Test
  void anExportIsNoBeginning() throws IOException {
    Path onnx = folder.resolve("m.onnx");
    assertThat(run("convert-model", trained, onnx)).as(err.toString()).isZero();
    Path card = folder.resolve("card.yaml");
    Files.writeString(
        card,
        """
        schema: model-card/1
        name: ours
        image: {width_px: 24, height_px: 24, color: rgb, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
        embedding_dim: 16
        flip: none
        licence: none
        source: made here
        """);
    int code =
        run(
            "train",
            YAML,
            "--set",
            "model={backbone: from-file, input_px: 24, embedding_dim: 16, from: "
                + onnx
                + ", card: "
                + card
                + "}",
            "--out",
            folder.resolve("x"));
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("was made for inference");
    assertThat(run("convert-model", trained, folder.resolve("m.bin"))).isEqualTo(ExitCode.USAGE);
  }
}
