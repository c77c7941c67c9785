package org.facemargin.benchmarks.data;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_dnn.blobFromImage;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;
import org.facemargin.core.Environment;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.DetectedFace;
import org.facemargin.faces.align.FaceAligner;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.FivePoints;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.align.SimilarityTransform;
import org.facemargin.faces.augment.Augmentations;
import org.facemargin.faces.batch.BatchLoader;
import org.facemargin.faces.batch.ShuffledSampler;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.AtomicFiles;

/**
 * Measures decoding, loading, detection and alignment beside OpenCV called directly, in the same
 * minute on the same pictures, best of several turns each, and writes a Markdown table.
 *
 * <p>Arguments: a folder of aligned faces (one folder an identity), a folder of photographs with
 * its {@code landmarks.tsv}, a YuNet network, the Markdown file to write.
 */
public final class DataBenchmark {

  private static final int TURNS = 5;
  private static final int PICTURES = 2000;

  private final FileFaces faces;
  private final List<byte[]> encoded = new ArrayList<>();
  private final List<byte[]> photographs = new ArrayList<>();
  private final List<FivePoints> landmarks = new ArrayList<>();
  private final Path yunet;
  private final StringBuilder table = new StringBuilder();

  private DataBenchmark(Path aligned, Path raw, Path yunet) {
    this.faces = FileFaces.folder(aligned);
    this.yunet = yunet;
    int count = Math.min(PICTURES, faces.size());
    for (int i = 0; i < count; i++) {
      encoded.add(faces.encoded(i));
    }
    LandmarkTable.read(raw.resolve("landmarks.tsv"))
        .faces()
        .forEach(
            (name, found) -> {
              photographs.add(ImageCodec.readBytes(raw.resolve(name)));
              landmarks.add(found.get(0).points());
            });
  }

  /** Runs all and writes the table. */
  public static void main(String[] arguments) {
    if (arguments.length != 4) {
      System.err.println("usage: DataBenchmark ALIGNED_DIR PHOTOGRAPHS_DIR YUNET.onnx OUT.md");
      System.exit(2);
    }
    Path out = Path.of(arguments[3]);
    opencv_core.setNumThreads(1);
    DataBenchmark benchmark =
        new DataBenchmark(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    String text = benchmark.run();
    AtomicFiles.write(out, text);
    System.out.print(text);
  }

  private String run() {
    table.append("| work | FaceMargin, images/s | OpenCV directly, images/s | ratio |\n");
    table.append("| --- | ---: | ---: | ---: |\n");
    decoding();
    loading();
    warping();
    detecting();
    Environment machine = Environment.current();
    return "# Faces before the network\n\n"
        + "Best of "
        + TURNS
        + " turns each, turns taken alternately, one thread where nothing else is said. "
        + "Machine: "
        + machine.cpu()
        + ", "
        + machine.cores()
        + " cores, Java "
        + machine.java()
        + ", "
        + LocalDate.now(ZoneOffset.UTC)
        + ", nothing else at work.\n\n"
        + table
        + "\n"
        + "What OpenCV is called for directly: `imdecode` and `blobFromImage` (scale 1/127.5, mean"
        + " 127.5); `imdecode` and `warpAffine`; `imdecode`, `FaceDetectorYN.detect` and"
        + " `warpAffine`. FaceMargin also walks every picture's structure and hands pixels to"
        + " Java.\n";
  }

  private void decoding() {
    row(
        "decode a 112 px JPEG",
        encoded.size(),
        i -> ImageCodec.decode(encoded.get(i), "x"),
        i -> decoded(encoded.get(i)).close());
  }

  private void loading() {
    int batch = 100;
    int steps = encoded.size() / batch;
    for (int threads : new int[] {1, 2}) {
      double ours = 0;
      double theirs = 0;
      for (int turn = 0; turn < TURNS; turn++) {
        ours = Math.max(ours, loader(threads, batch, steps));
        theirs = Math.max(theirs, parallelBlobs(threads));
      }
      line("load batches of 100 from files, flip, " + threads + " threads", ours, theirs);
    }
  }

  private double loader(int threads, int batch, int steps) {
    ShuffledSampler sampler = new ShuffledSampler(encoded.size(), batch, 1);
    try (BatchLoader loader =
        new BatchLoader(
            faces,
            sampler,
            ImageSpec.arcface(112),
            Augmentations.named(List.of("horizontal-flip")),
            1,
            new BatchLoader.Options(threads, 2))) {
      long began = System.nanoTime();
      for (int step = 0; step < steps; step++) {
        loader.take();
      }
      return steps * batch / seconds(began);
    }
  }

  private double parallelBlobs(int threads) {
    long began = System.nanoTime();
    List<Thread> workers =
        IntStream.range(0, threads)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          for (int i = t; i < encoded.size(); i += threads) {
                            blob(faces.encoded(i));
                          }
                        }))
            .toList();
    workers.forEach(Thread::start);
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return encoded.size() / seconds(began);
  }

  private static void blob(byte[] jpeg) {
    try (Mat bgr = decoded(jpeg);
        Size size = new Size(112, 112);
        Scalar mean = new Scalar(127.5, 127.5, 127.5, 0);
        Mat blob = blobFromImage(bgr, 1 / 127.5, size, mean, true, false, CV_32F)) {
      float[] values = new float[3 * 112 * 112];
      try (FloatPointer floats = new FloatPointer(blob.data())) {
        floats.get(values);
      }
    }
  }

  private void warping() {
    row(
        "decode and align a 250 px photograph, landmarks given",
        photographs.size(),
        i ->
            FaceAligner.align(
                ImageCodec.decode(photographs.get(i), "x"),
                landmarks.get(i),
                AlignmentTemplate.ARCFACE_112),
        i -> {
          try (Mat bgr = decoded(photographs.get(i))) {
            warp(bgr, landmarks.get(i));
          }
        });
  }

  private void detecting() {
    try (FaceDetector ours = RecognisedDetector.of(yunet).open();
        Size size = new Size(250, 250);
        FaceDetectorYN theirs =
            FaceDetectorYN.create(yunet.toString(), "", size, 0.6f, 0.3f, 5000, 0, 0)) {
      row(
          "decode, detect (YuNet) and align a 250 px photograph",
          photographs.size(),
          i -> {
            FaceImage image = ImageCodec.decode(photographs.get(i), "x");
            DetectedFace face =
                FacePolicy.LARGEST
                    .choose(ours.detect(image), image.widthPx(), image.heightPx())
                    .get(0);
            FaceAligner.align(image, face.points(), AlignmentTemplate.ARCFACE_112);
          },
          i -> {
            try (Mat bgr = decoded(photographs.get(i));
                Mat found = new Mat()) {
              theirs.setInputSize(size);
              theirs.detect(bgr, found);
              warp(bgr, landmarks.get(i));
            }
          });
    }
  }

  private static Mat decoded(byte[] jpeg) {
    try (BytePointer pointer = new BytePointer(jpeg);
        Mat buffer = new Mat(1, jpeg.length, CV_8UC1, pointer)) {
      return imdecode(buffer, IMREAD_COLOR);
    }
  }

  private static void warp(Mat bgr, FivePoints points) {
    SimilarityTransform t = SimilarityTransform.fit(points, AlignmentTemplate.ARCFACE_112.points());
    double[] rows = {t.a(), -t.b(), t.tx(), t.b(), t.a(), t.ty()};
    try (DoublePointer numbers = new DoublePointer(rows);
        Mat matrix = new Mat(2, 3, CV_64FC1, numbers);
        Size size = new Size(112, 112);
        Scalar black = new Scalar(0.0);
        Mat out = new Mat()) {
      warpAffine(bgr, out, matrix, size, INTER_LINEAR, BORDER_CONSTANT, black);
    }
  }

  private void row(String work, int count, IntConsumer ours, IntConsumer theirs) {
    double best = 0;
    double peer = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      best = Math.max(best, rate(count, ours));
      peer = Math.max(peer, rate(count, theirs));
    }
    line(work, best, peer);
  }

  private static double rate(int count, IntConsumer work) {
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      work.accept(i);
    }
    return count / seconds(began);
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private void line(String work, double ours, double theirs) {
    table.append(
        String.format(
            Locale.ROOT, "| %s | %.0f | %.0f | %.2f |%n", work, ours, theirs, ours / theirs));
  }
}
