package org.facemargin.faces.align;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ContactSheet;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.AtomicFiles;

/**
 * Aligns every picture below a folder into another folder of the same shape, on several threads,
 * and goes on where an interrupted run stopped.
 *
 * <p>Beside the faces it writes {@code landmarks.tsv} (what was found, in pixels of the
 * photographs), {@code misses.tsv} (pictures without a face, and why) and {@code before-after.png}.
 * A journal in the output folder holds what is done; it is what a resumed run goes by. Nothing is
 * dropped silently: every picture is either aligned or a miss with a reason.
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
        throw new ConfigurationException(
            "Threads from 1 and JPEG quality 0 (PNG) to 100 are needed, got "
                + threads
                + " and "
                + jpegQuality
                + ".");
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
   * @param seconds wall-clock time of this run
   */
  public record Report(
      int pictures,
      int aligned,
      int faces,
      int resumed,
      SortedMap<String, String> misses,
      double seconds) {}

  private static final int SHEET_PICTURES = 12;

  private final Path input;
  private final Path output;
  private final Options options;
  private final Map<String, List<DetectedFace>> given;
  private final Map<String, List<DetectedFace>> found = new TreeMap<>();
  private final SortedMap<String, String> misses = new TreeMap<>();
  private final ThreadLocal<FaceDetector> detector;
  private final List<FaceDetector> detectors = new ArrayList<>();
  private AlignmentJournal journal;

  private FolderAlignment(
      Path input,
      Path output,
      Options options,
      Map<String, List<DetectedFace>> given,
      Supplier<FaceDetector> detectors) {
    this.given = given;
    this.input = input;
    this.output = output;
    this.options = options;
    this.detector = ThreadLocal.withInitial(() -> registered(detectors.get()));
  }

  private FaceDetector registered(FaceDetector made) {
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
   * @throws ConfigurationException if {@code output} holds faces aligned with other options
   */
  public static Report run(
      Path input, Path output, Options options, RecognisedDetector detector, Progress progress) {
    FolderAlignment alignment =
        new FolderAlignment(input, output, options, Map.of(), detector::open);
    try {
      return alignment.run(progress);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + output + ": " + e.getMessage(), e);
    } finally {
      alignment.detectors.forEach(FaceDetector::close);
    }
  }

  /**
   * Aligns a folder by landmarks that are known, without a detector.
   *
   * @param table landmarks by the pictures' paths below {@code input}; at least one
   */
  public static Report fromLandmarks(
      Path input, Path output, Options options, LandmarkTable table, Progress progress) {
    FolderAlignment alignment =
        new FolderAlignment(
            input,
            output,
            options,
            table.faces(),
            () -> {
              throw new IllegalStateException("No detector is needed.");
            });
    try {
      return alignment.run(progress);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + output + ": " + e.getMessage(), e);
    }
  }

  private Report run(Progress progress) throws IOException {
    long began = System.nanoTime();
    List<Path> pictures = pictures();
    Files.createDirectories(output);
    int resumed;
    try (AlignmentJournal opened = AlignmentJournal.open(output, describe());
        Progress.Task task = progress.start("aligning", "images", pictures.size())) {
      journal = opened;
      resumed = takeOver(opened);
      task.advance(resumed);
      alignAll(pictures, task);
    }
    new LandmarkTable(found).write(output.resolve("landmarks.tsv"));
    writeMisses();
    contactSheet();
    int faces = found.values().stream().mapToInt(List::size).sum();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Report(pictures.size(), found.size(), faces, resumed, misses, seconds);
  }

  private List<Path> pictures() throws IOException {
    if (!Files.isDirectory(input)) {
      throw new DataException(input + ": no such folder.");
    }
    try (Stream<Path> all = Files.walk(input)) {
      List<Path> pictures = all.filter(FileFaces::isPicture).sorted().toList();
      if (pictures.isEmpty()) {
        throw new DataException(input + ": there is no .jpg or .png below this folder.");
      }
      return pictures;
    }
  }

  private void alignAll(List<Path> pictures, Progress.Task task) {
    ExecutorService workers = Executors.newFixedThreadPool(options.threads());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Path picture : pictures) {
        String name = FileFaces.relative(input, picture);
        if (!found.containsKey(name) && !misses.containsKey(name)) {
          running.add(
              workers.submit(
                  () -> {
                    alignOne(picture, name);
                    task.advance(1);
                  }));
        }
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("Interrupted; run the same command again to go on.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private void alignOne(Path picture, String name) {
    try {
      FaceImage image = ImageCodec.read(picture);
      List<DetectedFace> all = facesOf(image, name);
      List<DetectedFace> chosen = options.policy().choose(all, image.widthPx(), image.heightPx());
      if (chosen.isEmpty()) {
        record(name, List.of(), all.isEmpty() ? noFace() : all.size() + " faces found");
        return;
      }
      for (int i = 0; i < chosen.size(); i++) {
        Path target = target(name, i);
        byte[] encoded = encode(FaceAligner.align(image, chosen.get(i).points(), options.template));
        AtomicFiles.write(target, out -> out.write(encoded));
      }
      record(name, chosen, "");
    } catch (DataException e) {
      record(name, List.of(), e.getMessage());
    }
  }

  private String noFace() {
    return given.isEmpty() ? "no face found" : "the landmark file has no face for it";
  }

  private List<DetectedFace> facesOf(FaceImage image, String name) {
    return given.isEmpty() ? detector.get().detect(image) : given.getOrDefault(name, List.of());
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
    String stem = name.substring(0, name.lastIndexOf('.'));
    String suffix = index == 0 ? "" : "_face" + (index + 1);
    return output.resolve(stem + suffix + (options.jpegQuality == 0 ? ".png" : ".jpg"));
  }

  private synchronized void record(String name, List<DetectedFace> faces, String reason) {
    if (faces.isEmpty()) {
      misses.put(name, reason);
    } else {
      found.put(name, faces);
    }
    journal.add(name, faces, reason);
  }

  private String describe() {
    return String.join(
        " ",
        "template=" + options.template().name(),
        "faces=" + options.policy().optionName(),
        options.jpegQuality() == 0 ? "png" : "jpeg=" + options.jpegQuality(),
        given.isEmpty() ? "by=detector" : "by=landmarks");
  }

  /** Believes an earlier run where its pictures are still there. */
  private int takeOver(AlignmentJournal earlier) {
    misses.putAll(earlier.misses());
    earlier
        .found()
        .forEach(
            (name, faces) -> {
              if (Files.exists(target(name, faces.size() - 1))) {
                found.put(name, faces);
              }
            });
    return found.size() + misses.size();
  }

  private void writeMisses() {
    StringBuilder text = new StringBuilder("path\treason\n");
    misses.forEach((name, reason) -> text.append(name).append('\t').append(reason).append('\n'));
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
    AtomicFiles.write(output.resolve("before-after.png"), out -> out.write(png));
  }
}
