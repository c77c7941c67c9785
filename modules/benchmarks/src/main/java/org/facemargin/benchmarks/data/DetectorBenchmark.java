package org.facemargin.benchmarks.data;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.opencv.global.opencv_core;
import org.facemargin.core.Environment;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.align.DetectedFace;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.FivePoints;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.AtomicFiles;

/**
 * Detectors side by side on photographs whose landmarks are known to some pixels: photographs with
 * a face, faces in all, the median distance of the first face's points from the known ones and from
 * another detector's, and speed: best of two turns on one thread, decoding of the photograph left
 * out. Writes a Markdown table.
 *
 * <p>Arguments: a folder of photographs with its {@code landmarks.tsv}, the Markdown file to write,
 * then the detectors.
 */
public final class DetectorBenchmark {

  private static final int TURNS = 2;

  private final List<FaceImage> photographs = new ArrayList<>();
  private final List<FivePoints> known = new ArrayList<>();

  private DetectorBenchmark(Path folder) {
    for (Map.Entry<String, List<DetectedFace>> each :
        LandmarkTable.read(folder.resolve("landmarks.tsv")).faces().entrySet()) {
      photographs.add(ImageCodec.read(folder.resolve(each.getKey())));
      known.add(each.getValue().get(0).points());
    }
  }

  /** Runs all and writes the table. */
  public static void main(String[] arguments) {
    if (arguments.length < 3) {
      System.err.println("usage: DetectorBenchmark PHOTOGRAPHS_DIR OUT.md DETECTOR.onnx...");
      System.exit(2);
    }
    opencv_core.setNumThreads(1);
    List<Path> networks = Arrays.stream(arguments).skip(2).map(Path::of).toList();
    String text = new DetectorBenchmark(Path.of(arguments[0])).table(networks);
    AtomicFiles.write(Path.of(arguments[1]), text);
    System.out.print(text);
  }

  /**
   * What a detector found.
   *
   * @param faces of each photograph
   * @param seconds of the fastest turn over all of them
   */
  private record Found(List<List<DetectedFace>> faces, double seconds) {

    long photographs() {
      return faces.stream().filter(found -> !found.isEmpty()).count();
    }

    long all() {
      return faces.stream().mapToLong(List::size).sum();
    }
  }

  private Found run(Path network) {
    List<List<DetectedFace>> faces = List.of();
    double best = Double.POSITIVE_INFINITY;
    try (FaceDetector detector = RecognisedDetector.of(network).open()) {
      detector.detect(photographs.get(0));
      for (int turn = 0; turn < TURNS; turn++) {
        long began = System.nanoTime();
        faces = photographs.stream().map(detector::detect).toList();
        best = Math.min(best, (System.nanoTime() - began) / 1e9);
      }
    }
    return new Found(faces, best);
  }

  private String table(List<Path> networks) {
    List<Found> all = networks.stream().map(this::run).toList();
    StringBuilder table = new StringBuilder();
    table.append(
        "| detector | photographs with a face | faces | median distance to the points given, px |");
    table.append(" median distance to the first detector's, px | photographs/s | faces/s |\n");
    table.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (int i = 0; i < networks.size(); i++) {
      Found found = all.get(i);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d of %d | %d | %.2f | %.2f | %.1f | %.1f |%n",
              networks.get(i).getFileName(),
              found.photographs(),
              photographs.size(),
              found.all(),
              distance(found, known.stream().map(List::of).toList()),
              distance(found, points(all.get(0))),
              photographs.size() / found.seconds(),
              found.all() / found.seconds()));
    }
    Environment machine = Environment.current();
    return table
        + String.format(
            Locale.ROOT,
            "%nBest of %d turns, one thread. Machine: %s, %d cores, Java %s, %s.%n",
            TURNS,
            machine.cpu(),
            machine.cores(),
            machine.java(),
            LocalDate.now(ZoneOffset.UTC));
  }

  private static List<List<FivePoints>> points(Found found) {
    return found.faces().stream()
        .map(faces -> faces.stream().map(DetectedFace::points).toList())
        .toList();
  }

  /** Over photographs where both have a face: from the known face to the one nearest to it. */
  private double distance(Found found, List<List<FivePoints>> others) {
    double[] distances =
        IntStream.range(0, photographs.size())
            .filter(i -> !found.faces().get(i).isEmpty() && !others.get(i).isEmpty())
            .mapToDouble(i -> between(nearest(points(found).get(i), i), nearest(others.get(i), i)))
            .sorted()
            .toArray();
    int half = distances.length / 2;
    return distances.length == 0
        ? Double.NaN
        : distances.length % 2 == 1 ? distances[half] : (distances[half - 1] + distances[half]) / 2;
  }

  private FivePoints nearest(List<FivePoints> faces, int photograph) {
    return faces.stream()
        .min(
            (a, b) ->
                Double.compare(
                    between(a, known.get(photograph)), between(b, known.get(photograph))))
        .orElseThrow();
  }

  /** Mean distance of the five points. */
  private static double between(FivePoints one, FivePoints other) {
    return IntStream.range(0, FivePoints.COUNT)
        .mapToDouble(i -> Math.hypot(one.x(i) - other.x(i), one.y(i) - other.y(i)))
        .average()
        .orElseThrow();
  }
}
