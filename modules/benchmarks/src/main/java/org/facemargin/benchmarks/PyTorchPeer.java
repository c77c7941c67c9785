package org.facemargin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;

/**
 * The user's own PyTorch, which computes as arcface_torch does: {@code
 * modules/benchmarks/pytorch/peer.py}, run by the user's own python3.
 *
 * @param python the interpreter
 * @param version of its PyTorch
 * @param compiles whether it has {@code torch.compile}
 */
record PyTorchPeer(String python, String version, boolean compiles) {

  /**
   * Finds it.
   *
   * @throws DataException if there is no interpreter, no PyTorch in it, or it cannot use the device
   */
  static PyTorchPeer find(String python, Placement placement) {
    List<String> command = new ArrayList<>(command(python));
    command.addAll(List.of("about", placement.device()));
    try {
      Path errors = Files.createTempFile("facemargin-pytorch-", ".log");
      try {
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw DataException.of(
              "%s cannot import PyTorch (%s): install it there, or name another with --python.",
              python, last(Files.readString(errors)));
        }
        return of(python, JsonRecords.parse("peer.py", said.strip()));
      } finally {
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw DataException.of("%s cannot be started: %s", python, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while PyTorch was asked.", e);
    }
  }

  private static PyTorchPeer of(String python, JsonNode about) {
    String missing = about.path("missing").asText();
    if (!missing.isEmpty()) {
      throw new DataException(missing + ".");
    }
    return new PyTorchPeer(
        python, about.path("version").asText(), about.path("compile").asBoolean());
  }

  private static String last(String log) {
    return log.strip().lines().reduce((a, b) -> b).orElse("no message");
  }

  /** How a side of it is started; arguments follow. */
  static List<String> command(String python) {
    Path script = ProjectFolder.find().resolve("modules/benchmarks/pytorch/peer.py");
    return List.of(python, script.toString());
  }

  /** Sides to measure: eager ones, and the compiled one where there is one. */
  List<String> sides(boolean pictures) {
    List<String> sides = new ArrayList<>(List.of(Workloads.PYTORCH));
    if (pictures) {
      sides.add(Workloads.PYTORCH_CHANNELS_LAST);
    }
    if (compiles) {
      sides.add(Workloads.PYTORCH_COMPILED);
    }
    return sides;
  }

  /** What a reader has to know of what was not measured. */
  Optional<String> note() {
    return compiles
        ? Optional.empty()
        : Optional.of(
            "PyTorch "
                + version
                + " has no torch.compile (it came with 2.0): measured against eager alone.");
  }

  /** Refuses what the script does not compute. */
  static void requireLoss(String loss) {
    if (!loss.equals("arcface")) {
      throw new ConfigurationException(
          "The PyTorch peer computes arcface, not '" + loss + "'; use --peer libtorch or none.");
    }
  }

  /** Writes the numbers that ours has, for the script. */
  static void writeData(Path folder, WorkSpec spec, boolean withPictures) {
    int batch = spec.number("batch");
    int classes = spec.number("classes");
    int dimension = spec.number("dim");
    write(folder.resolve("centres.f32"), classes * (long) dimension, HeadData::fillCentres);
    write(folder.resolve("embeddings.f32"), batch * (long) dimension, HeadData::fillEmbeddings);
    if (withPictures) {
      float[] pictures = PictureData.inputs(batch, TrainingWorkload.SIZE_PX);
      write(folder.resolve("pictures.f32"), pictures.length, values -> values.put(0, pictures));
    }
    ByteBuffer labels = bytes(batch);
    labels.asIntBuffer().put(HeadData.labels(batch, classes));
    write(folder.resolve("labels.i32"), labels);
  }

  private static void write(Path file, long count, Consumer<FloatBuffer> fill) {
    ByteBuffer bytes = bytes(Math.toIntExact(count));
    fill.accept(bytes.asFloatBuffer());
    write(file, bytes);
  }

  private static ByteBuffer bytes(int numbers) {
    return ByteBuffer.allocate(Math.multiplyExact(4, numbers)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(Path file, ByteBuffer bytes) {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(bytes.array());
    } catch (IOException e) {
      throw new DataException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
