package org.facemargin.faces.fuzz;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.format.OpenCvMatrix;
import org.facemargin.faces.format.RecordFaces;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.format.RecordWriter;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.inspect.FileInspector;
import org.facemargin.faces.noise.NoiseTable;
import org.facemargin.faces.pairs.PackedPairs;
import org.facemargin.faces.pairs.PackedPairsWriter;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/**
 * Damages every kind of file at random and reads it with every reader it could belong to: a reader
 * returns or throws {@link DataException}, and nothing else. Three seconds by default; {@code
 * -Dfacemargin.fuzz.seconds=600} for the long run, {@code -Dfacemargin.fuzz.seed=N} to repeat one.
 */
class ReaderFuzzTest {

  private static final ToyFaces TOYS = new ToyFaces(1, ToyFaces.Split.TEST, 20, 2, 16);

  private static final String NOISE_TABLE =
      "index\tname\tlabel\ttrue_identity\tclean\n0\ta\t1\t2\t0\n1\tb\t1\t1\t1\n";

  @TempDir private Path folder;

  /** A reader under test. */
  @FunctionalInterface
  private interface Reader {
    void read(Path file);
  }

  private record Subject(byte[] sound, Reader reader) {}

  @Test
  void readersReturnOrThrowDataExceptions() throws IOException {
    long seconds = Long.getLong("facemargin.fuzz.seconds", 3);
    long seed = Long.getLong("facemargin.fuzz.seed", System.nanoTime());
    Map<String, Subject> subjects = subjects();
    SplittableRandom random = new SplittableRandom(seed);
    String[] names = subjects.keySet().toArray(String[]::new);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long round = 0;
    Map<String, int[]> outcomes = new LinkedHashMap<>();
    while (System.nanoTime() < end || round < names.length) {
      String name = names[(int) (round++ % names.length)];
      Subject subject = subjects.get(name);
      byte[] damaged = round <= names.length ? subject.sound : damage(subject.sound, random);
      Path file = folder.resolve(name);
      Files.write(file, damaged);
      int[] counts = outcomes.computeIfAbsent(name, key -> new int[2]);
      try {
        subject.reader.read(file);
        counts[0]++;
      } catch (DataException e) {
        if (round <= names.length) {
          fail("The sound " + name + " was refused: " + e.getMessage(), e);
        }
        counts[1]++;
      } catch (Throwable e) {
        Path kept = Path.of("target", "fuzz-" + name);
        Files.write(kept, damaged);
        fail("seed " + seed + ", round " + round + ", " + name + " kept as " + kept, e);
      }
    }
    StringBuilder report = new StringBuilder("seed " + seed + ", " + round + " rounds\n");
    outcomes.forEach(
        (name, counts) ->
            report.append(name + ": read " + counts[0] + ", refused " + counts[1] + "\n"));
    Files.writeString(Path.of("target", "fuzz-report.txt"), report);
  }

  private Map<String, Subject> subjects() throws IOException {
    Map<String, Subject> subjects = new LinkedHashMap<>();
    Reader inspect = file -> FileInspector.inspect(file, Progress.SILENT);
    Path rec = folder.resolve("sound.rec");
    RecordWriter.write(rec, new ToyFaces(1, ToyFaces.Split.TEST, 3, 2, 16), Progress.SILENT);
    subjects.put("a.rec", new Subject(Files.readAllBytes(rec), inspect));
    subjects.put(
        "sound.idx",
        new Subject(
            Files.readAllBytes(folder.resolve("sound.idx")),
            file -> {
              try (RecordFaces faces = RecordFaces.open(rec)) {
                for (int i = 0; i < faces.size(); i++) {
                  faces.labelOf(i);
                  faces.read(i);
                }
              }
            }));
    for (PackedPairsWriter.Readable readable : PackedPairsWriter.Readable.values()) {
      Path bin = folder.resolve("sound.bin");
      PackedPairsWriter.write(bin, TOYS.pairs(10, 1), readable, Progress.SILENT);
      subjects.put(readable + ".bin", new Subject(Files.readAllBytes(bin), inspect));
    }
    subjects.put("numpy.bin", new Subject(numpyPickle(), PackedPairs::read));
    byte[] jpeg = ImageCodec.jpeg(TOYS.read(0), 90);
    subjects.put("a.jpg", new Subject(jpeg, ImageCodec::read));
    subjects.put("a.png", new Subject(ImageCodec.png(TOYS.read(0)), ImageCodec::read));
    subjects.put("f.mat", new Subject(mat(), PairFormat.named("agedb")::namesOf));
    byte[] feature = new OpenCvMatrix(new float[] {1, 2, 3}).toBytes();
    subjects.put("f.feature", new Subject(feature, OpenCvMatrix::read));
    texts(subjects, inspect);
    return subjects;
  }

  private static void texts(Map<String, Subject> subjects, Reader inspect) {
    text(
        subjects,
        "pairs.txt",
        "1\t1\nAda\t1\t2\nAda\t1\tBob\t2\n",
        PairFormat.named("lfw")::namesOf);
    text(
        subjects,
        "calfw.txt",
        "a.jpg 1\nb.jpg 1\n".repeat(10) + "c.jpg 0\nd.jpg 0\n".repeat(10),
        PairFormat.named("calfw")::namesOf);
    text(
        subjects,
        "paths.txt",
        "a.jpg b.jpg 1\nc.jpg d.jpg 0\n",
        PairFormat.named("paths")::namesOf);
    text(subjects, "a.lst", "1\ta/1.jpg\t0\n0\tb/2.jpg\t1\n", RecordList::read);
    text(subjects, "b.lst", "0\t3.000000\ta/1.jpg\n17\t4\tb/2.jpg\n", RecordList::read);
    text(subjects, "c.lst", "a/1.jpg 0\nb/2.jpg 1\n", RecordList::read);
    text(subjects, "d.lst", "a/1.jpg 0 0 0\nb/2.jpg 0 1 0\n", RecordList::read);
    text(subjects, "68.tsv", "a.jpg" + "\t1.5".repeat(136) + "\n", LandmarkTable::read);
    text(subjects, "noise.tsv", NOISE_TABLE, NoiseTable::read);
    text(subjects, "noises.txt", "# removed\na/b/1\n", inspect);
    text(subjects, "list.json", "{\"path\": [\"a/b/1.jpg\"]}\n", inspect);
    text(subjects, "tid.txt", "1.jpg 1 69544\n2.jpg 1 69544\n", inspect);
    text(subjects, "labels.txt", "1 2 1\n3 4 0\n", inspect);
    text(subjects, "g.csv", "TEMPLATE_ID,SUBJECT_ID\n3,1\n4,2\n", inspect);
    text(subjects, "splits.txt", "s, p, a, b, x, same\n1, 1, Ann/0, Ann/1, 1, 1\n", inspect);
    text(subjects, "five.txt", "1.jpg 1 2 3 4 5 6 7 8 9 10 0.5\n", LandmarkTable::read);
    text(
        subjects,
        "landmarks.tsv",
        LandmarkTable.HEADER + "\na.jpg" + "\t1.5".repeat(15) + "\n",
        LandmarkTable::read);
    String npy = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
    text(
        subjects,
        "a.npy",
        "\u0093NUMPY\u0001\u0000" + (char) npy.length() + "\u0000" + npy + "x".repeat(24),
        inspect);
  }

  private static void text(Map<String, Subject> subjects, String name, String text, Reader reader) {
    subjects.put(name, new Subject(text.getBytes(StandardCharsets.ISO_8859_1), reader));
  }

  /** Two arrays of three bytes by _reconstruct and BUILD, one pair: protocol 2. */
  private static byte[] numpyPickle() {
    String array =
        "cnumpy.core.multiarray\n"
            + "_reconstruct\n"
            + "cnumpy\n"
            + "ndarray\n"
            + "K\u0000\u0085U\u0001b\u0087R(K\u0001K\u0003\u0085cnumpy\n"
            + "dtype\n"
            + "U\u0002u1K\u0000K\u0001\u0087R\u0089U\u0003abctb";
    String pickle = "\u0080\u0002](" + array + array + "e](\u0088e\u0086.";
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] mat() throws IOException {
    Path file = folder.resolve("sound.mat");
    try (MatFile mat = Mat5.newMatFile()) {
      Cell names = Mat5.newCell(2, 1);
      for (int i = 0; i < 2; i++) {
        Struct item = Mat5.newStruct();
        item.set("name", Mat5.newString("p" + i)).set("age", Mat5.newScalar(30));
        names.set(i, 0, item);
      }
      Matrix labels = Mat5.newMatrix(1, 1);
      labels.setDouble(0, 1);
      Struct fold = Mat5.newStruct();
      fold.set("pairs", names).set("labels", labels);
      Cell splits = Mat5.newCell(1, 1);
      splits.set(0, fold);
      mat.addArray("splits", splits);
      Mat5.writeToFile(mat, file.toFile());
    }
    return Files.readAllBytes(file);
  }

  /** Cuts off, flips bits, overwrites with extreme numbers, repeats or removes a stretch. */
  private static byte[] damage(byte[] sound, SplittableRandom random) {
    byte[] bytes = sound.clone();
    int edits = 1 + random.nextInt(4);
    for (int edit = 0; edit < edits && bytes.length > 0; edit++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          int many = Math.min(bytes.length - at, 1 + random.nextInt(8));
          Arrays.fill(bytes, at, at + many, (byte) (random.nextBoolean() ? 0xFF : 0x7F));
        }
        case 3 -> bytes = spliced(bytes, at, random);
        default -> bytes[at] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int many = Math.min(bytes.length - from, random.nextInt(200));
    byte[] out = new byte[bytes.length + many];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(bytes, from, out, at, many);
    System.arraycopy(bytes, at, out, at + many, bytes.length - at);
    return out;
  }
}
