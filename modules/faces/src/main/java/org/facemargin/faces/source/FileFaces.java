package org.facemargin.faces.source;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.format.IdentityNumbers;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.image.ContentSample;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.Sha256;
import org.facemargin.files.TsvCell;

/**
 * Labelled faces that lie as files in folders.
 *
 * <p>Memory: one path and one label a picture; pictures are decoded when asked for.
 */
public final class FileFaces implements LabelledFaces, EncodedFaces {

  private final List<Path> files;
  private final List<String> names;
  private final List<String> origins;
  private final int[] labels;
  private final List<String> identityNames;
  private final List<String> emptyFolders;
  private final boolean named;
  private final List<String> remarks;

  private FileFaces(
      Collected collected,
      List<String> identityNames,
      List<String> emptyFolders,
      boolean named,
      List<String> remarks) {
    this.files = List.copyOf(collected.files);
    this.names = List.copyOf(collected.names);
    this.origins = List.copyOf(collected.origins);
    this.labels = collected.labels.stream().mapToInt(Integer::intValue).toArray();
    this.identityNames = List.copyOf(identityNames);
    this.emptyFolders = List.copyOf(emptyFolders);
    this.named = named;
    this.remarks = List.copyOf(remarks);
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
   * the order of their paths; links are followed. What systems and editors leave ({@code
   * .ipynb_checkpoints}, {@code @eaDir}), files that are no pictures, pictures beside the folders
   * and folders without a picture are left out and remarked on.
   *
   * @throws DataException if the folder does not exist or holds no picture; if a link leads to
   *     nothing
   */
  public static FileFaces folder(Path root) {
    Collected collected = new Collected();
    List<String> identityNames = new ArrayList<>();
    LeftOut leftOut = new LeftOut(root);
    for (Path entry : PictureFolder.entries(root)) {
      if (PictureFolder.isHidden(entry)) {
        leftOut.add("hidden", List.of(entry));
      } else if (Files.isDirectory(entry)) {
        PictureFolder found = PictureFolder.below(entry);
        leftOut.addAll(found);
        if (found.pictures().isEmpty()) {
          leftOut.add(LeftOut.EMPTY, List.of(entry));
          continue;
        }
        for (Path file : found.pictures()) {
          collected.add(file, relative(root, file), "", identityNames.size());
        }
        identityNames.add(String.valueOf(entry.getFileName()));
      } else {
        leftOut.add(Files.exists(entry) ? "beside the folders" : LeftOut.BROKEN, List.of(entry));
      }
    }
    leftOut.refuseBrokenLinks();
    if (collected.files.isEmpty()) {
      throw DataException.of(
          "%s: no pictures found; expected one folder an identity with pictures in it.%s",
          root, leftOut.inWords());
    }
    return new FileFaces(
        collected, identityNames, leftOut.namesOf(LeftOut.EMPTY), true, leftOut.sentences());
  }

  /** A list file whose paths are relative to the folder that the list lies in. */
  public static FileFaces list(Path list) {
    return list(list, list.toAbsolutePath().getParent());
  }

  /**
   * A list file: one picture a line, in one of the orders of {@link RecordList}. Labels are
   * numbered 0, 1, 2, … in their order, names in that of their letters. Blank lines are skipped.
   * That a picture exists is found when it is read; the error then names the line.
   *
   * @param list the list file
   * @param root what relative paths are relative to
   * @throws DataException at file and line for a wrong number of fields or a label that is none
   */
  public static FileFaces list(Path list, Path root) {
    RecordList read = RecordList.read(list);
    List<RecordList.Entry> entries = read.entries();
    List<String> names = new ArrayList<>();
    List<String> remarks = List.of();
    if (read.isNamed()) {
      entries.stream().map(RecordList.Entry::identity).sorted().distinct().forEach(names::add);
    } else {
      IdentityNumbers numbers =
          IdentityNumbers.of(
              entries.stream().mapToLong(entry -> Long.parseLong(entry.identity())).toArray());
      Arrays.stream(numbers.labels()).mapToObj(Long::toString).forEach(names::add);
      remarks = numbers.remarks();
    }
    Map<String, Integer> numbered = new HashMap<>();
    names.forEach(name -> numbered.put(name, numbered.size()));
    Collected collected = new Collected();
    for (RecordList.Entry entry : entries) {
      String origin = list + ":" + entry.line() + ": ";
      Path file = file(root, entry.path());
      collected.add(file, entry.path(), origin, numbered.get(entry.identity()));
    }
    return new FileFaces(collected, names, List.of(), read.isNamed(), remarks);
  }

  /** Lists made on Windows separate folders by backslashes. */
  private static Path file(Path root, String path) {
    Path file = root.resolve(path);
    return path.contains("\\") && !Files.exists(file)
        ? root.resolve(path.replace('\\', '/'))
        : file;
  }

  /** What lies in a folder and is no picture of an identity. */
  private static final class LeftOut {
    private static final String BROKEN = "a link to nothing";
    private static final String EMPTY = "a folder without a picture";

    private final Path root;
    private final SortedMap<String, List<Path>> byReason = new TreeMap<>();

    private LeftOut(Path root) {
      this.root = root;
    }

    private void add(String reason, List<Path> paths) {
      if (!paths.isEmpty()) {
        byReason.computeIfAbsent(reason, key -> new ArrayList<>()).addAll(paths);
      }
    }

    private void addAll(PictureFolder found) {
      add("hidden", found.hidden());
      add("no picture", found.others());
      add(BROKEN, found.brokenLinks());
    }

    private List<String> namesOf(String reason) {
      return byReason.getOrDefault(reason, List.of()).stream()
          .map(path -> relative(root, path))
          .toList();
    }

    private void refuseBrokenLinks() {
      List<String> broken = namesOf(BROKEN);
      if (!broken.isEmpty()) {
        throw DataException.of(
            "%s: %s links lead to nothing, the first is %s.", root, broken.size(), broken.get(0));
      }
    }

    private List<String> sentences() {
      return byReason.entrySet().stream()
          .map(
              entry ->
                  "left out, being "
                      + entry.getKey()
                      + ": "
                      + entry.getValue().size()
                      + " ("
                      + entry.getValue().stream()
                          .limit(3)
                          .map(path -> relative(root, path))
                          .collect(Collectors.joining(", "))
                      + (entry.getValue().size() > 3 ? ", …)" : ")"))
          .toList();
    }

    private String inWords() {
      return byReason.isEmpty() ? "" : " There are: " + String.join("; ", sentences()) + ".";
    }
  }

  /** What an identity is called: its folder, its name or its label in the list. */
  @Override
  public String identityName(int label) {
    return identityNames.get(label);
  }

  /** Folders that would be identities if there were a picture in them. */
  public List<String> emptyFolders() {
    return emptyFolders;
  }

  /** Whether identities have names; else {@link #identityName} is a number. */
  public boolean isNamed() {
    return named;
  }

  @Override
  public List<String> remarks() {
    return remarks;
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
    return identityNames.size();
  }

  /**
   * SHA-256 over names, labels, what the labels are called, file sizes, and the content of some:
   * {@link ContentSample}.
   */
  @Override
  public String fingerprint() {
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < files.size(); i++) {
      String line =
          String.join(
              "\t",
              TsvCell.of(names.get(i)),
              String.valueOf(labels[i]),
              TsvCell.of(identityName(labels[i])),
              sizeOf(i) + "\n");
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    ContentSample.add(this, digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  private long sizeOf(int index) {
    try {
      return Files.size(files.get(index));
    } catch (IOException e) {
      throw new DataException(origins.get(index) + files.get(index) + ": no such file.", e);
    }
  }

  /** Whether a file's name ends as pictures' names do. */
  public static boolean isPicture(Path file) {
    return !PictureFolder.isHidden(file) && PictureFolder.endsAsPicture(file);
  }

  /** A path below {@code root} in the form that names use: with forward slashes. */
  public static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace(File.separatorChar, '/');
  }
}
