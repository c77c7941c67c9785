package org.facemargin.faces.align;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ContactSheet;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.faces.source.PictureFolder;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Ingredients;
import org.facemargin.files.IoCause;
import org.facemargin.files.TsvCell;

/**
 * Aligns every picture below a folder into another folder of the same shape, on several threads,
 * and goes on where an interrupted run stopped.
 *
 * <p>Beside the faces it writes {@code landmarks.tsv} (what was found, in pixels of the
 * photographs), {@code misses.tsv} (pictures without a face, and why) and {@code before-after.png}.
 * A journal in the output folder holds what is done and what made it; it is what a resumed run goes
 * by. Nothing is dropped silently: every picture, through links too, is either aligned or a miss
 * with a reason, and what is no picture is counted.
 *
 * <p>A face is named after its picture, without the ending; where two pictures of a folder differ
 * by their endings alone, the later one's face keeps it ({@code 1.jpg}, {@code 1.png.jpg}).
 */
public final class FolderAlignment {

  /**
   * What to do.
   *
   * @param template where the landmarks belong
   * @param policy which of several faces is meant
   * @param jpegQuality quality of the aligned JPEGs, 1 to 100; 0 writes PNG
   * @param threads threads that decode, detect and warp
   */
  public record Options(
      AlignmentTemplate template, FacePolicy policy, int jpegQuality, int threads) {
    public Options {
      if (threads < 1 || jpegQuality < 0 || jpegQuality > 100) {
        throw ConfigurationException.of(
            "Threads from 1 and JPEG quality 0 (PNG) to 100 are needed, got %s and %s.",
            threads, jpegQuality);
      }
    }
  }

  /**
   * What was done.
   *
   * @param pictures pictures found
   * @param aligned pictures with at least one aligned face
   * @param faces faces written
   * @param resumed of the pictures, how many an earlier run had done
   * @param misses for each picture without a face the reason
   * @param remarks what lies in the folder or the landmark file and is not among the pictures
   * @param seconds wall-clock time of this run
   */
  public record Report(
      int pictures,
      int aligned,
      int faces,
      int resumed,
      SortedMap<String, String> misses,
      List<String> remarks,
      double seconds) {}

  private static final int SHEET_PICTURES = 12;
  private static final int NAMES_SHOWN = 3;

  private final Path input;
  private final Path output;
  private final Options options;
  private final Optional<RecognisedDetector> finding;
  private final Optional<LandmarkTable> table;
  private final Map<String, String> stems = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final SortedMap<String, List<DetectedFace>> found = new TreeMap<>();
  private final SortedMap<String, String> misses = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final List<FaceDetector> detectors = new ArrayList<>();
  private final ThreadLocal<FaceDetector> detector = ThreadLocal.withInitial(this::opened);
  private Optional<GivenLandmarks> given = Optional.empty();
  private AlignmentJournal journal;

  private FolderAlignment(
      Path input,
      Path output,
      Options options,
      Optional<RecognisedDetector> finding,
      Optional<LandmarkTable> table) {
    this.input = input;
    this.output = output;
    this.options = options;
    this.finding = finding;
    this.table = table;
  }

  private FaceDetector opened() {
    FaceDetector made = finding.orElseThrow().open();
    synchronized (detectors) {
      detectors.add(made);
    }
    return made;
  }

  /**
   * Aligns a folder.
   *
   * @param input photographs at any depth
   * @param output receives the faces; may hold an interrupted run with the same options
   * @param detector finds the faces; one is made for each thread
   * @throws DataException if there is no picture; corrupt pictures are misses, not errors
   * @throws ConfigurationException if {@code output} holds faces aligned with other options, or
   *     cannot be written to
   */
  public static Report run(
      Path input, Path output, Options options, RecognisedDetector detector, Progress progress) {
    return new FolderAlignment(input, output, options, Optional.of(detector), Optional.empty())
        .run(progress);
  }

  /**
   * Aligns a folder by landmarks that are known, without a detector.
   *
   * @param table landmarks by the pictures' paths below {@code input}
   * @throws DataException if none of them is a picture's; else as {@link #run}
   */
  public static Report fromLandmarks(
      Path input, Path output, Options options, LandmarkTable table, Progress progress) {
    return new FolderAlignment(input, output, options, Optional.empty(), Optional.of(table))
        .run(progress);
  }

  private Report run(Progress progress) {
    try {
      return aligned(progress);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + output + ": " + IoCause.of(e), e);
    } finally {
      detectors.forEach(FaceDetector::close);
    }
  }

  private Report aligned(Progress progress) throws IOException {
    long began = System.nanoTime();
    List<String> pictures = pictures();
    given = table.map(landmarks -> new GivenLandmarks(landmarks, input, pictures));
    given.ifPresent(landmarks -> remarks.addAll(landmarks.remarks()));
    createOutput();
    int resumed;
    try (AlignmentJournal opened = AlignmentJournal.open(output, ingredients())) {
      journal = opened;
      resumed = takeOver(new HashSet<>(pictures));
      pictures.forEach(this::giveStem);
      try (Progress.Task task = progress.goOn("aligning", "images", pictures.size(), resumed)) {
        alignAll(pictures, task);
      }
    }
    new LandmarkTable(found).write(output.resolve(PictureFolder.LANDMARKS));
    writeMisses();
    contactSheet();
    int faces = found.values().stream().mapToInt(List::size).sum();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Report(pictures.size(), found.size(), faces, resumed, misses, remarks, seconds);
  }

  private List<String> pictures() {
    if (!Files.isDirectory(input)) {
      throw new DataException(input + ": no such folder.");
    }
    PictureFolder all = PictureFolder.below(input, output);
    List<String> pictures = new ArrayList<>(names(all.pictures()));
    pictures.addAll(names(all.brokenLinks()));
    remark("hidden files and folders left out", all.hidden());
    remark("files that are no pictures left out", all.others());
    if (pictures.isEmpty()) {
      throw DataException.of(
          "%s: there is no picture below this folder. %s", input, String.join("; ", remarks));
    }
    return pictures.stream().sorted().toList();
  }

  private List<String> names(List<Path> files) {
    return files.stream().map(file -> FileFaces.relative(input, file)).toList();
  }

  private void remark(String what, List<Path> files) {
    if (!files.isEmpty()) {
      remarks.add(
          what
              + ": "
              + files.size()
              + " ("
              + names(files).stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
              + (files.size() > NAMES_SHOWN ? ", …)" : ")"));
    }
  }

  private void createOutput() throws IOException {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new ConfigurationException(
          "Cannot write into " + output + ": it is a file, a folder is needed.");
    }
    Files.createDirectories(output);
  }

  /** Everything that the aligned pictures depend on. */
  private Ingredients ingredients() {
    return finding
        .map(RecognisedDetector::ingredients)
        .orElseGet(() -> table.orElseThrow().ingredients())
        .with("template", options.template().name())
        .with("faces", options.policy().optionName())
        .with("format", options.jpegQuality() == 0 ? "png" : "jpeg " + options.jpegQuality());
  }

  /** Believes an earlier run where picture and faces are still what they were. */
  private int takeOver(Set<String> pictures) {
    journal
        .done()
        .forEach(
            (name, done) -> {
              boolean same = pictures.contains(name) && state(name).equals(done.state());
              stems.put(name, done.stem());
              taken.add(done.stem());
              if (same && done.faces().isEmpty()) {
                misses.put(name, done.reason());
              } else if (same && Files.exists(target(name, done.faces().size() - 1))) {
                found.put(name, done.faces());
              }
            });
    return found.size() + misses.size();
  }

  /** Which picture it is: its length and when it was changed. */
  private String state(String name) {
    try {
      Path file = input.resolve(name);
      return Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return "missing";
    }
  }

  /** A name for its faces that no other picture's faces have, those with a number included. */
  private void giveStem(String name) {
    String base = name.replaceFirst("_face\\d+(?=\\.[^./]*$)", "");
    String stem = base.equals(name) ? GivenLandmarks.stem(name) : name;
    if (!stems.containsKey(name)) {
      String free = taken.contains(stem) ? name : stem;
      for (int i = 2; taken.contains(free); i++) {
        free = name + "-" + i;
      }
      stems.put(name, free);
      taken.add(free);
    }
  }

  private void alignAll(List<String> pictures, Progress.Task task) {
    ExecutorService workers = Executors.newFixedThreadPool(options.threads());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (String name : pictures) {
        if (!found.containsKey(name) && !misses.containsKey(name)) {
          running.add(
              workers.submit(
                  () -> {
                    align(name);
                    task.advance(1);
                  }));
        }
      }
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("Interrupted; the folder can be aligned further later.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private void align(String name) {
    try {
      Path file = input.resolve(name);
      if (!Files.exists(file)) {
        throw new DataException("it is a link to nothing");
      }
      FaceImage image = ImageCodec.read(file);
      List<DetectedFace> faces = facesOf(image, name);
      List<DetectedFace> chosen = options.policy.choose(faces, image.widthPx(), image.heightPx());
      if (chosen.isEmpty()) {
        throw new DataException(
            faces.isEmpty() ? "no face found" : faces.size() + " faces found, one is needed");
      }
      for (int i = 0; i < chosen.size(); i++) {
        byte[] encoded = encode(FaceAligner.align(image, chosen.get(i).points(), options.template));
        AtomicFiles.write(target(name, i), out -> out.write(encoded));
      }
      record(name, chosen, "");
    } catch (DataException e) {
      record(name, List.of(), e.getMessage());
    }
  }

  /** The faces that can be ones; if there are only such that cannot, the reason of the first. */
  private List<DetectedFace> facesOf(FaceImage image, String name) {
    List<DetectedFace> all =
        given.isPresent() ? given.get().of(name) : detector.get().detect(image);
    List<DetectedFace> faces = new ArrayList<>();
    String objections = "";
    for (DetectedFace face : all) {
      Optional<String> objection =
          FaceShape.objection(face.points().xy(), image.widthPx(), image.heightPx());
      if (objection.isEmpty()) {
        faces.add(face);
      } else if (objections.isEmpty()) {
        objections = objection.get();
      }
    }
    if (faces.isEmpty() && !objections.isEmpty()) {
      throw new DataException(objections);
    }
    return faces;
  }

  private byte[] encode(FaceImage face) {
    return options.jpegQuality == 0
        ? ImageCodec.png(face)
        : ImageCodec.jpeg(face, options.jpegQuality);
  }

  /**
   * Where face {@code index} of a picture is written: the same path, a number from the second on.
   */
  private Path target(String name, int index) {
    String suffix = index == 0 ? "" : "_face" + (index + 1);
    return output.resolve(stems.get(name) + suffix + (options.jpegQuality == 0 ? ".png" : ".jpg"));
  }

  private synchronized void record(String name, List<DetectedFace> faces, String reason) {
    if (faces.isEmpty()) {
      misses.put(name, reason);
    } else {
      found.put(name, faces);
    }
    journal.add(new AlignmentJournal.Done(name, state(name), stems.get(name), faces, reason));
  }

  private void writeMisses() {
    StringBuilder text = new StringBuilder("path\treason\n");
    misses.forEach(
        (name, reason) ->
            text.append(TsvCell.of(name)).append('\t').append(TsvCell.of(reason)).append('\n'));
    AtomicFiles.write(output.resolve("misses.tsv"), text.toString());
  }

  private void contactSheet() {
    if (found.isEmpty()) {
      return;
    }
    List<FaceImage> pairs = new ArrayList<>();
    AtomicInteger position = new AtomicInteger();
    int every = Math.max(1, found.size() / SHEET_PICTURES);
    for (String name : found.keySet()) {
      if (position.getAndIncrement() % every == 0 && pairs.size() < 2 * SHEET_PICTURES) {
        pairs.add(ImageCodec.read(input.resolve(name)));
        pairs.add(ImageCodec.read(target(name, 0)));
      }
    }
    byte[] png = ImageCodec.png(ContactSheet.of(pairs, 6, 160));
    AtomicFiles.write(output.resolve(PictureFolder.CONTACT_SHEET), out -> out.write(png));
  }
}
