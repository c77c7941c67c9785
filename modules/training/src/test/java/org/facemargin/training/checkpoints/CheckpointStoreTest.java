package org.facemargin.training.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.training.ToyRun;
import org.facemargin.training.listeners.CheckpointListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

  @TempDir static Path original;
  private static float[] trained;

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private CheckpointStore store;

  /** Six steps, a checkpoint after every second, the last two kept. */
  @BeforeAll
  static void train() {
    CheckpointStore store = new CheckpointStore(original, 2, Progress.SILENT);
    try (ToyRun run =
        new ToyRun(ToyRun.settings(6), ToyRun.loss(), List.of(new CheckpointListener(store, 2)))) {
      run.trainer().run();
      trained = run.parameters();
    }
  }

  @BeforeEach
  void copy() throws IOException {
    Path copies = Files.createDirectory(folder.resolve("checkpoints"));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Files.copy(file, copies.resolve(file.getFileName()));
      }
    }
    Progress progress =
        new Progress() {
          @Override
          public Task start(String label, String unit, long total) {
            return Task.SILENT;
          }

          @Override
          public void note(String message) {
            notes.add(message);
          }
        };
    store = new CheckpointStore(copies, 2, progress);
  }

  private Path newest() {
    return store.newestFirst().get(0);
  }

  @Test
  void keepsTheLastAndNothingHalfWritten() throws IOException {
    assertThat(store.newestFirst())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("step-000000006.zip", "step-000000004.zip");
    try (Stream<Path> files = Files.list(newest().getParent())) {
      assertThat(files).hasSize(2);
    }
    TrainingState state = store.latest().orElseThrow();
    assertThat(state.step()).isEqualTo(6);
    assertThat(state.graph().params().data().asFloat()).containsExactly(trained);
    assertThat(state.loss()).isEqualTo(ToyRun.loss());
    assertThat(state.configuration()).isEqualTo("toy");
    assertThat(state.averaged()).isPresent();
    assertThat(state.backboneSlots()).hasSize(1);
    assertThat(notes).isEmpty();
  }

  @Test
  void dl4jOpensItAsAModel() throws IOException {
    ComputationGraph graph = ComputationGraph.load(newest().toFile(), false);
    assertThat(graph.params().data().asFloat()).containsExactly(trained);
  }

  @Test
  void averagedWeightsAreReadOnRequest() {
    assertThat(CheckpointFile.readBackbone(newest(), false).params().data().asFloat())
        .containsExactly(trained);
    assertThat(CheckpointFile.readBackbone(newest(), true).params().data().asFloat())
        .isNotEqualTo(trained);
  }

  /** One byte changed anywhere, or the end cut off: the one before is used, and it is said. */
  @Test
  void skipsCorruptFilesInWords() throws IOException {
    Path newest = newest();
    byte[] whole = Files.readAllBytes(newest);
    for (int at : new int[] {whole.length / 3, whole.length / 2, whole.length - 200}) {
      notes.clear();
      byte[] altered = whole.clone();
      altered[at] ^= 0x10;
      Files.write(newest, altered);
      assertThat(store.latest().orElseThrow().step()).as("byte " + at).isEqualTo(4);
      assertThat(notes).singleElement().asString().contains("step-000000006.zip");
    }
    Files.write(newest, Arrays.copyOf(whole, whole.length * 2 / 3));
    assertThat(store.latest().orElseThrow().step()).isEqualTo(4);
    assertThat(newest).doesNotExist();
    assertThat(newest.resolveSibling("step-000000006.zip.damaged")).exists();
  }

  @Test
  void saysSoWhenNoneIsWhole() throws IOException {
    for (Path file : store.newestFirst()) {
      Files.writeString(file, "no zip");
    }
    assertThatThrownBy(() -> store.latest())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("step-000000006.zip")
        .hasMessageContaining("step-000000004.zip");
    assertThat(new CheckpointStore(folder.resolve("none"), 1, Progress.SILENT).latest()).isEmpty();
  }
}
