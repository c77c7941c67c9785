package org.facemargin.training.checkpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneJson;
import org.facemargin.backbones.NetworkInput;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.ranks.ClassRange;
import org.facemargin.training.ranks.Collective;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One checkpoint, a zip file:
 *
 * <pre>
 * configuration.json, coefficients.bin   the backbone as DL4J's ModelSerializer lays it
 * input.txt                              what its pictures look like, where not as in training
 * head.f32, average.f32                  class centres (C, d); averaged weights, if kept
 * backbone-slot-N.f32, head-slot-N.f32   the optimiser's arrays
 * state.json                             step, loss and its state, listeners, configuration
 * manifest.sha256                        "hash  name" of every entry above, one a line
 * </pre>
 *
 * <p>Where ranks share the classes, rank 0 writes the one file and the others' centres stream
 * through it, so that a file does not depend on the number of ranks; each rank reads its own
 * classes of it.
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
  private static final String INPUT = "input.txt";
  private static final long LONGEST_SHAPE = 64;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int STRETCH = 1 << 22;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointFile() {}

  @FunctionalInterface
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  @FunctionalInterface
  private interface Form {
    void write(OutputStream out, FloatBuffer floats) throws IOException;
  }

  /** Writes a state; the file is whole or as it was before. */
  public static void write(Path file, TrainingState state) {
    write(file, state, Collective.ALONE);
  }

  /**
   * Writes the state of a run of several ranks, each of which calls this; the file is whole or as
   * it was before, and there when the call returns. What goes to rank 0: the other ranks' class
   * centres and their optimiser's arrays, in stretches of {@value #STRETCH} floats.
   *
   * @param file on rank 0; the others write nothing
   */
  public static void write(Path file, TrainingState state, Collective ranks) {
    if (ranks.rank() == 0) {
      AtomicFiles.write(file, out -> writeZip(out, entries(state, ranks)));
    } else {
      try {
        writeRows(OutputStream.nullOutputStream(), state.head(), ranks);
        for (FloatBuffer slot : state.headSlots()) {
          writeRows(OutputStream.nullOutputStream(), slot, ranks);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    ranks.barrier();
  }

  /** Every rank's floats, in the order of ranks, written by rank 0. */
  private static void writeRows(OutputStream out, FloatBuffer mine, Collective ranks)
      throws IOException {
    double[] lengths = ranks.gather(new double[] {mine.remaining()});
    if (ranks.rank() == 0) {
      writeFloats(out, mine);
    }
    FloatBuffer stretch = DirectFloats.allocate(ranks.size() == 1 ? 0 : STRETCH);
    for (int from = 1; from < lengths.length; from++) {
      for (int at = 0; at < lengths[from]; at += STRETCH) {
        stretch.clear().limit((int) Math.min(STRETCH, lengths[from] - at));
        if (ranks.rank() == from) {
          stretch.put(0, mine, mine.position() + at, stretch.limit());
        }
        ranks.broadcast(stretch, from);
        if (ranks.rank() == 0) {
          writeFloats(out, stretch);
        }
      }
    }
  }

  /**
   * Writes a network alone, whole or not at all: it can be evaluated, exported and begun from, but
   * no run goes on from it.
   *
   * @param input what its pictures look like
   */
  public static void writeBackbone(Path file, ComputationGraph graph, NetworkInput input) {
    Map<String, Content> entries = new LinkedHashMap<>();
    putGraph(entries, graph);
    putInput(entries, input);
    AtomicFiles.write(file, out -> writeZip(out, entries));
  }

  private static void putGraph(Map<String, Content> entries, ComputationGraph graph) {
    byte[] json = graph.getConfiguration().toJson().getBytes(StandardCharsets.UTF_8);
    entries.put(GRAPH, out -> out.write(json));
    entries.put(COEFFICIENTS, out -> writeArray(out, graph.params()));
  }

  private static void putInput(Map<String, Content> entries, NetworkInput input) {
    entries.put(INPUT, out -> out.write(input.text().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * What the pictures of a checkpoint's network look like; empty where as training makes them.
   *
   * @throws DataException if the file is damaged
   */
  public static Optional<NetworkInput> readInput(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry(INPUT) == null) {
        return Optional.empty();
      }
      try (InputStream in = open(file, zip, INPUT)) {
        byte[] bytes = in.readNBytes(NetworkInput.LONGEST);
        return Optional.of(
            NetworkInput.parse(file.toString(), new String(bytes, StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  private static void writeZip(OutputStream out, Map<String, Content> entries) throws IOException {
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

  private static Map<String, Content> entries(TrainingState state, Collective ranks) {
    Map<String, Content> entries = new LinkedHashMap<>();
    putGraph(entries, state.graph());
    entries.put(HEAD, out -> writeRows(out, state.head(), ranks));
    state.averaged().ifPresent(average -> entries.put(AVERAGE, out -> writeFloats(out, average)));
    putSlots(entries, BACKBONE_SLOT, state.backboneSlots(), CheckpointFile::writeFloats);
    putSlots(entries, HEAD_SLOT, state.headSlots(), (out, slot) -> writeRows(out, slot, ranks));
    entries.put(
        STATE,
        out ->
            out.write(
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(StateJson.of(state))));
    return entries;
  }

  private static void putSlots(
      Map<String, Content> entries, String prefix, List<FloatBuffer> slots, Form form) {
    for (int i = 0; i < slots.size(); i++) {
      FloatBuffer slot = slots.get(i);
      entries.put(prefix + i + ".f32", out -> form.write(out, slot));
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
   * Which run a checkpoint is of, and how far it had come.
   *
   * @param configuration the resolved configuration of the run, as text
   * @param step steps done
   */
  public record Origin(String configuration, long step) {}

  /**
   * Reads the origin alone.
   *
   * @throws DataException if the file is missing or not a checkpoint
   */
  public static Origin origin(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = open(file, zip, STATE)) {
      JsonNode state = JSON.readTree(in);
      return new Origin(state.required("configuration").asText(), state.required("step").asLong());
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(file, e);
    }
  }

  /**
   * Reads what one listener kept, alone.
   *
   * @param key the listener's {@link org.facemargin.training.TrainingListener#stateKey()}
   * @throws DataException if the file is missing or not a checkpoint of a run
   */
  public static Optional<String> listenerState(Path file, String key) {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = open(file, zip, STATE)) {
      JsonNode state = JSON.readTree(in).required("listeners").get(key);
      return Optional.ofNullable(state).map(JsonNode::asText);
    } catch (IOException | IllegalArgumentException e) {
      throw corrupt(file, e);
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
      Map<String, String> manifest = manifest(file, zip);
      requireListed(file, zip, manifest.keySet());
      for (Map.Entry<String, String> line : manifest.entrySet()) {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(open(file, zip, line.getKey()), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(line.getValue())) {
          throw DataException.of(
              "%s: entry %s has SHA-256 %s, its manifest says %s: the checkpoint is corrupt.",
              file, line.getKey(), found, line.getValue());
        }
      }
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  /** Nothing lies in the file that the manifest does not vouch for, and nothing is blown up. */
  private static void requireListed(Path file, ZipFile zip, Set<String> listed) throws IOException {
    Set<String> seen = new HashSet<>();
    for (ZipEntry entry : zip.stream().toList()) {
      String name = entry.getName();
      if (!seen.add(name) || !(listed.contains(name) || name.equals(MANIFEST))) {
        throw DataException.of(
            "%s: entry %s is not listed in %s, or there twice.", file, name, MANIFEST);
      }
      if (entry.getSize() < 0 || entry.getSize() > Files.size(file)) {
        throw DataException.of(
            "%s: entry %s has %s bytes, more than the file.", file, name, entry.getSize());
      }
    }
  }

  private static Map<String, String> manifest(Path file, ZipFile zip) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    try (InputStream in = open(file, zip, MANIFEST)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String[] fields = line.split(" {2}", 2);
        if (fields.length != 2) {
          throw DataException.of("%s: line '%s' of %s is not 'hash  name'.", file, line, MANIFEST);
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
    return readVerified(file, ClassRange.whole(1));
  }

  /**
   * Reads a state with the class centres of a range alone; hashes are not checked: see {@link
   * #verify}.
   *
   * @throws DataException if the file is missing, of another format or of another number of classes
   */
  static TrainingState readVerified(Path file, ClassRange range) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ObjectNode state;
      try (InputStream in = open(file, zip, STATE)) {
        JsonNode node = JSON.readTree(in);
        if (!(node instanceof ObjectNode object)
            || object.path(StateJson.FORMAT).asInt() != FORMAT) {
          throw DataException.of(
              "%s: %s is not of format %s, which this version reads.", file, STATE, FORMAT);
        }
        state = object;
      }
      return StateJson.read(
          state,
          readGraph(file, zip),
          Optional.ofNullable(zip.getEntry(AVERAGE)).isPresent()
              ? Optional.of(floats(file, zip, AVERAGE))
              : Optional.empty(),
          floats(file, zip, HEAD, range),
          slots(file, zip, BACKBONE_SLOT, ClassRange.whole(1)),
          slots(file, zip, HEAD_SLOT, range));
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
        FloatBuffer average = floats(file, zip, AVERAGE);
        if (average.remaining() != graph.numParams()) {
          throw DataException.of(
              "%s: %s has %s values, the network %s.",
              file, AVERAGE, average.remaining(), graph.numParams());
        }
        graph.params().data().asNioFloat().put(average);
      }
      return graph;
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  /**
   * Reads only the class centres, hashes checked.
   *
   * @throws DataException as {@link #read}, or if the file holds a network alone
   */
  public static FloatBuffer readHead(Path file) {
    verify(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry(HEAD) == null) {
        throw new DataException(file + " has no class centres: it holds a network alone.");
      }
      return floats(file, zip, HEAD);
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  /** Whether a file is a checkpoint with class centres; false for any other file. */
  public static boolean hasHead(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(HEAD) != null && zip.getEntry(GRAPH) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static ComputationGraph readGraph(Path file, ZipFile zip) throws IOException {
    String json;
    try (InputStream in = open(file, zip, GRAPH)) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    ComputationGraphConfiguration configuration = BackboneJson.read(file.toString(), json);
    ComputationGraph graph = new ComputationGraph(configuration);
    try (InputStream in = open(file, zip, COEFFICIENTS)) {
      graph.init(coefficients(file, in, ParameterLayout.of(configuration).length()), false);
    }
    return graph;
  }

  /** What Nd4j.write makes of a row vector: two buffers, its shape and its values. */
  private static INDArray coefficients(Path file, InputStream in, long expected)
      throws IOException {
    DataInputStream data = new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    long shape = header(data, "LONG", file);
    if (shape > LONGEST_SHAPE) {
      throw DataException.of("%s: %s has a shape of %s numbers.", file, COEFFICIENTS, shape);
    }
    data.skipNBytes(shape * Long.BYTES);
    long length = header(data, "FLOAT", file);
    if (length != expected) {
      throw DataException.of(
          "%s: %s has %s values, the network %s.", file, COEFFICIENTS, length, expected);
    }
    INDArray all = Nd4j.create(DataType.FLOAT, 1, length);
    FloatBuffer values = all.data().asNioFloat();
    for (int i = 0; i < length; i++) {
      values.put(i, data.readFloat());
    }
    return all;
  }

  /** How it is allocated, a length, a type. */
  private static long header(DataInputStream data, String type, Path file) throws IOException {
    data.readUTF();
    long length = data.readLong();
    String found = data.readUTF();
    if (length < 0 || !found.equals(type)) {
      throw DataException.of(
          "%s: %s holds %s values of type %s, expected %s.",
          file, COEFFICIENTS, length, found, type);
    }
    return length;
  }

  private static List<FloatBuffer> slots(Path file, ZipFile zip, String prefix, ClassRange range)
      throws IOException {
    List<FloatBuffer> slots = new ArrayList<>();
    while (zip.getEntry(prefix + slots.size() + ".f32") != null) {
      slots.add(floats(file, zip, prefix + slots.size() + ".f32", range));
    }
    return List.copyOf(slots);
  }

  private static FloatBuffer floats(Path file, ZipFile zip, String name) throws IOException {
    return floats(file, zip, name, ClassRange.whole(1));
  }

  /** The part of an entry that belongs to a range of the rows it consists of. */
  private static FloatBuffer floats(Path file, ZipFile zip, String name, ClassRange range)
      throws IOException {
    long all = zip.getEntry(name).getSize() / Float.BYTES;
    if (all % range.total() != 0) {
      throw DataException.of(
          "%s: %s has %s floats, not rows of %s classes.", file, name, all, range.total());
    }
    long row = all / range.total();
    long length = row * range.count();
    FloatBuffer floats = DirectFloats.allocate(length);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    InputStream in = open(file, zip, name);
    in.skipNBytes(row * range.first() * Float.BYTES);
    try (ReadableByteChannel channel = Channels.newChannel(in)) {
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
      throw DataException.of("%s has no entry %s: it is not a whole checkpoint.", file, name);
    }
    return zip.getInputStream(entry);
  }

  private static DataException corrupt(Path file, Exception cause) {
    return new DataException(
        "Cannot read checkpoint " + file + ": " + cause.getMessage() + ".", cause);
  }
}
