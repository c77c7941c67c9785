package org.facemargin.faces.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.Sha256;

/**
 * Labelled faces that lie as JPEG or PNG files in folders.
 *
 * <p>Memory: one path and one label a picture; pictures are decoded when asked for.
 */
public final class FileFaces implements LabelledFaces, EncodedFaces {

  private final List<Path> files;
  private final List<String> names;
  private final List<String> origins;
  private final int[] labels;
  private final int identities;
  private final List<String> identityNames;

  private FileFaces(Collected collected, List<String> identityNames) {
    this.files = List.copyOf(collected.files);
    this.names = List.copyOf(collected.names);
    this.origins = List.copyOf(collected.origins);
    this.labels = collected.labels.stream().mapToInt(Integer::intValue).toArray();
    int largest = collected.labels.stream().mapToInt(Integer::intValue).max().orElse(-1);
    this.identities = Math.max(identityNames.size(), largest + 1);
    this.identityNames = List.copyOf(identityNames);
  }

  /** Pictures on their way into an instance. */
  private static final class Collected {
    private final List<Path> files = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> origins = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    void add(Path file, String name, String origin, int label) {
      files.add(file);
      names.add(name);
      origins.add(origin);
      labels.add(label);
    }
  }

  /**
   * One sub-folder an identity, in the order of the folders' names; pictures at any depth below, in
   * the order of their paths.
   *
   * @throws DataException if the folder does not exist or holds no picture
   */
  public static FileFaces folder(Path root) {
    Collected collected = new Collected();
    List<String> identityNames = new ArrayList<>();
    for (Path identity : sorted(root, false)) {
      if (Files.isDirectory(identity)) {
        for (Path file : sorted(identity, true)) {
          if (isPicture(file)) {
            collected.add(file, relative(root, file), "", identityNames.size());
          }
        }
        identityNames.add(String.valueOf(identity.getFileName()));
      }
    }
    if (collected.files.isEmpty()) {
      throw new DataException(
          root + ": no pictures found; expected one folder an identity with .jpg or .png in it.");
    }
    return new FileFaces(collected, identityNames);
  }

  /** A list file whose paths are relative to the folder that the list lies in. */
  public static FileFaces list(Path list) {
    return list(list, list.toAbsolutePath().getParent());
  }

  /**
   * A list file: one picture a line, {@code path<TAB>label}, labels being whole numbers from 0, or
   * one of the {@code .lst} orders of {@link RecordList}. Blank lines are skipped. That a picture
   * exists is found when it is read; the error then names the line.
   *
   * @param list the list file
   * @param root what relative paths are relative to
   * @throws DataException at file and line for a wrong number of fields or a label that is none
   */
  public static FileFaces list(Path list, Path root) {
    Collected collected = new Collected();
    for (RecordList.Entry entry : RecordList.read(list).entries()) {
      String origin = list + ":" + entry.line() + ": ";
      collected.add(root.resolve(entry.path()), entry.path(), origin, entry.label());
    }
    return new FileFaces(collected, List.of());
  }

  /** What an identity is called: its folder, or its number where the source only has numbers. */
  public String identityName(int label) {
    return label < identityNames.size() ? identityNames.get(label) : Integer.toString(label);
  }

  /** Where picture {@code index} lies. */
  public Path fileOf(int index) {
    return files.get(index);
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String nameOf(int index) {
    return names.get(index);
  }

  @Override
  public byte[] encoded(int index) {
    return at(index, ImageCodec::readBytes);
  }

  @Override
  public FaceImage read(int index) {
    return at(index, ImageCodec::read);
  }

  private <T> T at(int index, Function<Path, T> reader) {
    try {
      return reader.apply(files.get(index));
    } catch (DataException e) {
      throw new DataException(origins.get(index) + e.getMessage(), e);
    }
  }

  @Override
  public int labelOf(int index) {
    return labels[index];
  }

  @Override
  public int identities() {
    return identities;
  }

  /** SHA-256 over names, labels and file sizes. */
  @Override
  public String fingerprint() {
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < files.size(); i++) {
      String line = names.get(i) + "\t" + labels[i] + "\t" + sizeOf(files.get(i)) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DataException(file + ": no such file.", e);
    }
  }

  /** Whether a file's name ends as pictures' names do. */
  public static boolean isPicture(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
  }

  /** A path below {@code root} in the form that names use: with forward slashes. */
  public static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /**
   * The entries of a folder in the order of their names.
   *
   * @param deep whether to descend
   * @throws DataException if the folder does not exist
   */
  public static List<Path> sorted(Path folder, boolean deep) {
    try (Stream<Path> entries = deep ? Files.walk(folder) : Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new DataException(folder + ": no such folder, or it cannot be read.", e);
    }
  }
}
