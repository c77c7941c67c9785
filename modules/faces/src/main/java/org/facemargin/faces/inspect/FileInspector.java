package org.facemargin.faces.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.faces.format.OpenCvMatrix;
import org.facemargin.faces.format.RecordFaces;
import org.facemargin.faces.format.RecordFile;
import org.facemargin.faces.format.RecordIndex;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.EncodedKind;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.pairs.PackedPairs;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.npy.NpyHeader;

/**
 * Tells what a file or folder holds, by its content; names only help where content leaves a doubt.
 *
 * <p>Every record, every picture's structure and every line is walked, so that a truncated or
 * corrupt file is an error with its place; only the first pictures are decoded.
 */
public final class FileInspector {

  private static final int HEAD_BYTES = 512;

  private final Path file;
  private final Progress progress;
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private List<FaceImage> firstPictures = List.of();

  private FileInspector(Path file, Progress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * Looks into a file or folder.
   *
   * @throws DataException if it is missing, truncated, corrupt, refused, or nothing that is known
   */
  public static Inspection inspect(Path file, Progress progress) {
    FileInspector inspector = new FileInspector(file, progress);
    inspector.run();
    return new Inspection(inspector.facts, inspector.firstPictures);
  }

  private void run() {
    if (Files.isDirectory(file)) {
      folder();
      return;
    }
    byte[] head = head();
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (head.length == 0) {
      throw new DataException(file + ": offset 0: the file is empty.");
    }
    if (EncodedKind.of(head) != EncodedKind.UNKNOWN) {
      picture();
    } else if (name.endsWith(".rec") || littleEndian(head) == RecordFile.MAGIC) {
      records();
    } else if (head[0] == (byte) 0x93 && name.endsWith(".npy") || startsWith(head, "\u0093NUMPY")) {
      npy();
    } else if (startsWith(head, "MATLAB 5.0")) {
      pairs("agedb-protocol", "agedb");
    } else if (OpenCvMatrix.matches(head, size())) {
      facts.put("kind", "megaface-feature");
      facts.put("dimension", OpenCvMatrix.read(file).values().length);
    } else if (head[0] == (byte) 0x80 || name.endsWith(".bin") || name.endsWith(".pkl")) {
      packed();
    } else {
      new TextInspector(file, facts).run();
      if ("image-list".equals(facts.get("kind"))) {
        listedPictures();
      }
    }
  }

  /** Lists lie beside their pictures, or beside a folder of their own name that holds them. */
  private void listedPictures() {
    Path beside = file.toAbsolutePath().getParent();
    String name = String.valueOf(file.getFileName());
    Path own = beside.resolve(name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name);
    for (Path root : List.of(beside, own)) {
      FileFaces faces = FileFaces.list(file, root);
      if (Files.exists(faces.fileOf(0))) {
        facts.put("pictures", "below " + root);
        labelled(faces);
        survey(faces);
        return;
      }
    }
    facts.put("pictures", "not found beside the list");
  }

  private void folder() {
    if (Files.isRegularFile(file.resolve("Pair_list_F.txt"))) {
      pairs("cfp-protocol", "cfp-fp");
      return;
    }
    facts.put("kind", "folder");
    FileFaces faces = FileFaces.folder(file);
    labelled(faces);
    survey(faces);
  }

  private void picture() {
    FaceImage image = ImageCodec.read(file);
    facts.put("kind", EncodedKind.of(head()).name().toLowerCase(Locale.ROOT));
    facts.put("images", 1);
    facts.put("image_size", List.of(image.widthPx(), image.heightPx()));
    firstPictures = List.of(image);
  }

  private void records() {
    walkFrames();
    try (RecordFaces faces = RecordFaces.open(file)) {
      facts.put("kind", "recordio");
      facts.put("header", faces.hasHeader() ? "insightface" : "none");
      facts.put(
          "index", Files.exists(RecordFaces.indexBeside(file)) ? "beside" : "made by walking");
      labelled(faces);
      survey(faces);
    }
  }

  /** The index may point past a hole: every frame is walked from the first byte to the last. */
  private void walkFrames() {
    try (RecordFile rec = RecordFile.open(file)) {
      facts.put("kind", "recordio");
      facts.put("records", RecordIndex.scan(rec).size());
    }
  }

  private void packed() {
    PackedPairs pairs = PackedPairs.read(file);
    facts.put("kind", "packed-pairs");
    facts.put("images", pairs.size());
    facts.put("pairs", pairs.pairCount());
    facts.put("same", pairs.toPairedFaces(1).same());
    survey(pairs);
  }

  private void npy() {
    NpyHeader header = NpyHeader.read(file);
    facts.put("kind", "npy");
    facts.put("shape", header.shape());
    facts.put("dtype", header.dtype());
  }

  private void pairs(String kind, String format) {
    facts.put("kind", kind);
    addPairs(facts, PairFormat.named(format).namesOf(file));
  }

  static void addPairs(Map<String, Object> facts, PairedFaces pairs) {
    facts.put("images", pairs.images().size());
    facts.put("pairs", pairs.pairs().size());
    facts.put("same", pairs.same());
    facts.put("folds", pairs.folds());
    List<String> remarks = pairs.labels().remarks();
    if (!remarks.isEmpty()) {
      facts.put("remarks", remarks);
    }
  }

  /** The range of the labels that the source has, where they are numbers. */
  private void labelled(LabelledFaces faces) {
    int identities = faces.identities();
    facts.put("images", faces.size());
    facts.put("identities", identities);
    facts.put("label_range", List.of(label(faces, 0), label(faces, identities - 1)));
    if (!faces.remarks().isEmpty()) {
      facts.put("remarks", faces.remarks());
    }
  }

  /** Names have no numbers but ours. */
  private static Number label(LabelledFaces faces, int identity) {
    boolean named = faces instanceof FileFaces files && files.isNamed();
    long label = named ? identity : Long.parseLong(faces.identityName(identity));
    return label <= Integer.MAX_VALUE ? (Number) (int) label : (Number) label;
  }

  private void survey(EncodedFaces faces) {
    PictureSurvey survey = PictureSurvey.of(faces, file.toString(), progress);
    survey.addTo(facts);
    firstPictures = survey.firstPictures();
  }

  private byte[] head() {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw new DataException(file + ": no such file, or it cannot be read.", e);
    }
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean startsWith(byte[] head, String latin1) {
    byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= wanted.length
        && Arrays.equals(Arrays.copyOf(head, wanted.length), wanted);
  }

  private static int littleEndian(byte[] head) {
    return head.length < 4
        ? 0
        : head[0] & 0xFF | (head[1] & 0xFF) << 8 | (head[2] & 0xFF) << 16 | head[3] << 24;
  }
}
