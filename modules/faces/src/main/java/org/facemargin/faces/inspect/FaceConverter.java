package org.facemargin.faces.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.faces.format.RecordFaces;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.format.RecordWriter;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.EncodedKind;
import org.facemargin.faces.pairs.PackedPairs;
import org.facemargin.faces.pairs.PackedPairsWriter;
import org.facemargin.faces.pairs.PairLists;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.AtomicFiles;

/**
 * Turns one way of keeping faces into another. Encoded pictures are copied as they are, never
 * decoded and encoded anew.
 *
 * <p>Labelled faces: {@code .rec}, {@code .lst} or {@code .txt} list, folder; each into each. A
 * list made of a {@code .rec} has its pictures in a folder of its own name beside it. Pairs: {@code
 * .bin} into a folder with {@code pairs.txt} ({@code path path 0|1}) and back.
 */
public final class FaceConverter {

  private static final String PAIRS = "pairs.txt";

  private FaceConverter() {}

  /**
   * Converts.
   *
   * @param input a file or folder; what it is, its name and content say
   * @param output what is to be written; its ending says what
   * @throws ConfigurationException if there is no way from the one to the other
   */
  public static void convert(Path input, Path output, Progress progress) {
    boolean pairs = endsWith(input, ".bin") || Files.isRegularFile(input.resolve(PAIRS));
    if (pairs && endsWith(output, ".bin")) {
      packed(input, output, progress);
    } else if (endsWith(input, ".bin") && isFolder(output)) {
      unpack(PackedPairs.read(input), output, progress);
    } else if (pairs || endsWith(output, ".bin")) {
      throw new ConfigurationException(
          "Pairs convert between .bin and a folder with pairs.txt; cannot write " + output + ".");
    } else {
      labelled(input, output, progress);
    }
  }

  private static void packed(Path input, Path output, Progress progress) {
    var faces =
        endsWith(input, ".bin")
            ? PackedPairs.read(input).toPairedFaces(1)
            : PairLists.PATHS.read(input.resolve(PAIRS), input);
    PackedPairsWriter.write(output, faces, PackedPairsWriter.Readable.BY_PYTHON_3, progress);
  }

  private static void labelled(Path input, Path output, Progress progress) {
    LabelledFaces faces = open(input);
    try {
      if (endsWith(output, ".rec")) {
        RecordWriter.write(output, faces, progress);
      } else if (endsWith(output, ".lst")) {
        list(faces, output, progress);
      } else if (isFolder(output)) {
        folder(faces, output, progress);
      } else {
        throw new ConfigurationException(
            "Cannot tell what to write from '" + output + "': .rec, .lst, .bin or a folder.");
      }
    } finally {
      if (faces instanceof RecordFaces rec) {
        rec.close();
      }
    }
  }

  /**
   * Opens labelled faces: a folder, a {@code .rec} file, or a list.
   *
   * @throws DataException if it is missing or malformed
   */
  public static LabelledFaces open(Path input) {
    if (Files.isDirectory(input)) {
      return FileFaces.folder(input);
    }
    return endsWith(input, ".rec") ? RecordFaces.open(input) : FileFaces.list(input);
  }

  /**
   * Opens pictures with or without identities: what {@link #open} opens, and packed pairs.
   *
   * @throws DataException if it is missing or malformed
   */
  public static FaceImageSource openPictures(Path input) {
    return endsWith(input, ".bin") ? PackedPairs.read(input) : open(input);
  }

  /** A list names files: pictures that lie in none are written into a folder of its own name. */
  private static void list(LabelledFaces faces, Path output, Progress progress) {
    if (faces instanceof FileFaces files) {
      new RecordList(RecordList.Layout.PLAIN, entries(files, output)).write(output);
      return;
    }
    String name = String.valueOf(output.getFileName());
    String stem = name.substring(0, name.lastIndexOf('.'));
    List<String> written = folder(faces, output.resolveSibling(stem), progress);
    List<RecordList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      entries.add(RecordList.Entry.of(i + 1, stem + "/" + written.get(i), faces.labelOf(i)));
    }
    new RecordList(RecordList.Layout.PLAIN, entries).write(output);
  }

  private static List<RecordList.Entry> entries(FileFaces files, Path output) {
    Path root = output.toAbsolutePath().getParent();
    List<RecordList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.fileOf(i).toAbsolutePath().normalize();
      String path = file.startsWith(root) ? FileFaces.relative(root, file) : file.toString();
      entries.add(RecordList.Entry.of(i + 1, path, files.labelOf(i)));
    }
    return entries;
  }

  /** Writes pictures by identity and gives their paths below the folder. */
  private static List<String> folder(LabelledFaces faces, Path output, Progress progress) {
    List<String> names = new ArrayList<>();
    int digits = Integer.toString(Math.max(1, faces.identities() - 1)).length();
    try (Progress.Task task = progress.start("writing pictures", "images", faces.size())) {
      for (int i = 0; i < faces.size(); i++) {
        byte[] encoded = EncodedFaces.encodedOf(faces, i);
        String name =
            String.format(
                Locale.ROOT, "%0" + digits + "d/%08d.%s", faces.labelOf(i), i, extension(encoded));
        AtomicFiles.write(output.resolve(name), out -> out.write(encoded));
        names.add(name);
        task.advance(1);
      }
    }
    return names;
  }

  private static void unpack(PackedPairs pairs, Path output, Progress progress) {
    StringBuilder list = new StringBuilder();
    try (Progress.Task task = progress.start("writing pictures", "images", pairs.size())) {
      for (int i = 0; i < pairs.size(); i++) {
        byte[] encoded = pairs.encoded(i);
        String name = String.format(Locale.ROOT, "%06d.%s", i, extension(encoded));
        AtomicFiles.write(output.resolve(name), out -> out.write(encoded));
        list.append(name);
        list.append(i % 2 == 0 ? " " : pairs.isSame(i / 2) ? " 1\n" : " 0\n");
        task.advance(1);
      }
    }
    AtomicFiles.write(output.resolve(PAIRS), list.toString());
  }

  private static String extension(byte[] encoded) {
    return EncodedKind.of(encoded).extension();
  }

  private static boolean endsWith(Path path, String ending) {
    return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(ending);
  }

  private static boolean isFolder(Path path) {
    return Files.isDirectory(path) || !String.valueOf(path.getFileName()).contains(".");
  }
}
