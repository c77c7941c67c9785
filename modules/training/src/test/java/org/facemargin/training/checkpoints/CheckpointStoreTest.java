package org.facemargin.training.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.files.Sha256;
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

  /** A copy of the newest with an entry replaced or added, and the manifest made to fit. */
  private Path forged(String entry, String content, boolean listed) throws IOException {
    Path file = folder.resolve("forged.zip");
    try (ZipFile zip = new ZipFile(newest().toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      Map<String, byte[]> entries = new LinkedHashMap<>();
      for (ZipEntry each : zip.stream().toList()) {
        entries.put(each.getName(), zip.getInputStream(each).readAllBytes());
      }
      entries.remove("manifest.sha256");
      entries.put(entry, content.getBytes(StandardCharsets.UTF_8));
      StringBuilder manifest = new StringBuilder();
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue());
        if (listed || !each.getKey().equals(entry)) {
          manifest
              .append(Sha256.of(each.getValue()))
              .append("  ")
              .append(each.getKey())
              .append('\n');
        }
      }
      out.putNextEntry(new ZipEntry("manifest.sha256"));
      out.write(manifest.toString().getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  /** DL4J would load any class a configuration names, and run its initialiser. */
  @Test
  void aConfigurationNamesOurLayersOnly() throws IOException {
    String json;
    try (ZipFile zip = new ZipFile(newest().toFile())) {
      json =
          new String(
              zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes(),
              StandardCharsets.UTF_8);
    }
    String evil =
        json.replaceFirst(
            "org.nd4j.linalg.learning.config.NoOp", Trap.class.getName().replace("$", "\\$"));
    Path file = forged("configuration.json", evil, true);
    assertThatThrownBy(() -> CheckpointFile.readBackbone(file, false))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(Trap.class.getName(), "Nothing was loaded");
    assertThat(System.getProperty("facemargin.test.trap")).isNull();
  }

  /** What must not be initialised. */
  public static final class Trap {
    static {
      System.setProperty("facemargin.test.trap", "sprung");
    }
  }

  @Test
  void nothingLiesBesideTheManifest() throws IOException {
    Path file = forged("more.bin", "x", false);
    assertThatThrownBy(() -> CheckpointFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("entry more.bin is not listed");
  }

  @Test
  void coefficientsAreAsManyAsTheNetworkHas() throws IOException {
    Path file =
        forged(
            "coefficients.bin",
            "\0\1A\0\0\0\0\0\0\0\0\0\4LONG\0\1A\0\0\7\0\0\0\0\0\0\5FLOAT",
            true);
    assertThatThrownBy(() -> CheckpointFile.readBackbone(file, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("values, the network");
  }
}
