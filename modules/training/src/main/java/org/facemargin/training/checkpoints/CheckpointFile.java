package org.facemargin.training.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.training.optimisers.DirectFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One checkpoint, a zip file:
 *
 * <pre>
 * configuration.json, coefficients.bin   the backbone as DL4J's ModelSerializer lays it
 * head.f32, average.f32                  class centres (C, d); averaged weights, if kept
 * backbone-slot-N.f32, head-slot-N.f32   the optimiser's arrays
 * state.json                             step, loss and its state, listeners, configuration
 * manifest.sha256                        "hash  name" of every entry above, one a line
 * </pre>
 *
 * <p>{@code .f32} entries are little-endian floats. Entries are stored without compression: weights
 * do not compress. Cost: one pass over the data to write, two to read (one checks the hashes).
 */
public final class CheckpointFile {

  private static final int FORMAT = 1;
  private static final String MANIFEST = "manifest.sha256";
  private static final String STATE = "state.json";
  private static final String GRAPH = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String HEAD = "head.f32";
  private static final String AVERAGE = "average.f32";
  private static final String BACKBONE_SLOT = "backbone-slot-";
  private static final String HEAD_SLOT = "head-slot-";
  private static final int BUFFER_BYTES = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointFile() {}

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a state; the file is whole or as it was before. */
  public static void write(Path file, TrainingState state) {
    AtomicFiles.write(file, out -> writeZip(out, state));
  }

  private static void writeZip(OutputStream out, TrainingState state) throws IOException {
    Map<String, Content> entries = entries(state);
    StringBuilder manifest = new StringBuilder();
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.NO_COMPRESSION);
    for (Map.Entry<String, Content> entry : entries.entrySet()) {
      MessageDigest digest = Sha256.digest();
      zip.putNextEntry(new ZipEntry(entry.getKey()));
      entry.getValue().writeTo(new DigestOutputStream(zip, digest));
      zip.closeEntry();
      manifest.append(HexFormat.of().formatHex(digest.digest()));
      manifest.append("  ").append(entry.getKey()).append('\n');
    }
    zip.putNextEntry(new ZipEntry(MANIFEST));
    zip.write(manifest.toString().getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    zip.finish();
  }

  private static Map<String, Content> entries(TrainingState state) {
    Map<String, Content> entries = new LinkedHashMap<>();
    String graph = state.graph().getConfiguration().toJson();
    entries.put(GRAPH, out -> out.write(graph.getBytes(StandardCharsets.UTF_8)));
    entries.put(COEFFICIENTS, out -> writeArray(out, state.graph().params()));
    entries.put(HEAD, out -> writeFloats(out, state.head()));
    state.averaged().ifPresent(average -> entries.put(AVERAGE, out -> writeFloats(out, average)));
    putSlots(entries, BACKBONE_SLOT, state.backboneSlots());
    putSlots(entries, HEAD_SLOT, state.headSlots());
    entries.put(
        STATE,
        out ->
            out.write(
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(StateJson.of(state))));
    return entries;
  }

  private static void putSlots(
      Map<String, Content> entries, String prefix, List<FloatBuffer> slots) {
    for (int i = 0; i < slots.size(); i++) {
      FloatBuffer slot = slots.get(i);
      entries.put(prefix + i + ".f32", out -> writeFloats(out, slot));
    }
  }

  private static void writeArray(OutputStream out, INDArray array) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    Nd4j.write(array, data);
    data.flush();
  }

  private static void writeFloats(OutputStream out, FloatBuffer floats) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer source = floats.duplicate();
    while (source.hasRemaining()) {
      int count = Math.min(source.remaining(), BUFFER_BYTES / Float.BYTES);
      bytes.asFloatBuffer().put(0, source, source.position(), count);
      source.position(source.position() + count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  /**
   * Checks every hash.
   *
   * @throws DataException if the file is missing, cut short, altered or not a checkpoint; the
   *     message says which
   */
  public static void verify(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Map.Entry<String, String> line : manifest(file, zip).entrySet()) {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(open(file, zip, line.getKey()), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(line.getValue())) {
          throw new DataException(
              file
                  + ": entry "
                  + line.getKey()
                  + " has SHA-256 "
                  + found
                  + ", its manifest says "
                  + line.getValue()
                  + ": the checkpoint is corrupt.");
        }
      }
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  private static Map<String, String> manifest(Path file, ZipFile zip) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    try (InputStream in = open(file, zip, MANIFEST)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String[] fields = line.split(" {2}", 2);
        if (fields.length != 2) {
          throw new DataException(
              file + ": line '" + line + "' of " + MANIFEST + " is not 'hash  name'.");
        }
        hashes.put(fields[1], fields[0]);
      }
    }
    return hashes;
  }

  /**
   * Reads a state, hashes checked.
   *
   * @throws DataException if the file is missing, corrupt or of another format
   */
  public static TrainingState read(Path file) {
    verify(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ObjectNode state;
      try (InputStream in = open(file, zip, STATE)) {
        JsonNode node = JSON.readTree(in);
        if (!(node instanceof ObjectNode object)
            || object.path(StateJson.FORMAT).asInt() != FORMAT) {
          throw new DataException(
              file + ": " + STATE + " is not of format " + FORMAT + ", which this version reads.");
        }
        state = object;
      }
      return StateJson.read(
          state,
          readGraph(file, zip),
          Optional.ofNullable(zip.getEntry(AVERAGE)).isPresent()
              ? Optional.of(floats(file, zip, AVERAGE))
              : Optional.empty(),
          floats(file, zip, HEAD),
          slots(file, zip, BACKBONE_SLOT),
          slots(file, zip, HEAD_SLOT));
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  /**
   * Reads only the backbone, hashes checked.
   *
   * @param averaged whether to take the averaged weights where the checkpoint has them
   * @throws DataException as {@link #read}
   */
  public static ComputationGraph readBackbone(Path file, boolean averaged) {
    verify(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ComputationGraph graph = readGraph(file, zip);
      if (averaged && zip.getEntry(AVERAGE) != null) {
        graph.params().data().asNioFloat().put(floats(file, zip, AVERAGE));
      }
      return graph;
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  private static ComputationGraph readGraph(Path file, ZipFile zip) throws IOException {
    String json;
    try (InputStream in = open(file, zip, GRAPH)) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
    try (InputStream in = open(file, zip, COEFFICIENTS)) {
      graph.init(Nd4j.read(in), false);
    }
    return graph;
  }

  private static List<FloatBuffer> slots(Path file, ZipFile zip, String prefix) throws IOException {
    List<FloatBuffer> slots = new ArrayList<>();
    while (zip.getEntry(prefix + slots.size() + ".f32") != null) {
      slots.add(floats(file, zip, prefix + slots.size() + ".f32"));
    }
    return List.copyOf(slots);
  }

  private static FloatBuffer floats(Path file, ZipFile zip, String name) throws IOException {
    long length = zip.getEntry(name).getSize() / Float.BYTES;
    FloatBuffer floats = DirectFloats.allocate(length);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    try (ReadableByteChannel channel = Channels.newChannel(open(file, zip, name))) {
      while (at < length) {
        bytes.clear().limit((int) Math.min(BUFFER_BYTES, (length - at) * Float.BYTES));
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
          // reads until the buffer is full: a channel may deliver less at once
        }
        bytes.flip();
        int count = bytes.remaining() / Float.BYTES;
        floats.put(at, bytes.asFloatBuffer(), 0, count);
        at += count;
      }
    }
    return floats;
  }

  private static InputStream open(Path file, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new DataException(file + " has no entry " + name + ": it is not a whole checkpoint.");
    }
    return zip.getInputStream(entry);
  }

  private static DataException corrupt(Path file, IOException cause) {
    return new DataException(
        "Cannot read checkpoint " + file + ": " + cause.getMessage() + ".", cause);
  }
}
