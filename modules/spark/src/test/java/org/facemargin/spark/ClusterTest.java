package org.facemargin.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.FolderAlignment;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.FileFaces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * LFW's 7,701 pictures through the jobs, in {@code local[2]} and on two executors of which one is
 * killed, against one process. Minutes: profile {@code cluster} runs it.
 */
@Tag("cluster")
class ClusterTest {

  private static final int PICTURES = 7701;
  private static final int BATCH = 32;
  private static final int NEAREST = 5;

  private static Path pictures;
  private static Path network;
  private static Path detector;
  private static FileFaces faces;

  @TempDir Path folder;
  private SparkSession spark;

  @BeforeAll
  static void data() {
    String data = System.getenv("FACEMARGIN_DATA");
    assumeTrue(data != null, "FACEMARGIN_DATA is not set: no LFW to run the jobs over.");
    pictures = Path.of(data, "lfw_112");
    network = Path.of(data, "models/foamliu_MobileFaceNet.onnx");
    detector = Path.of(data, "models/face_detection_yunet_2023mar.onnx");
    faces = FileFaces.folder(pictures);
    assertThat(faces.size()).isEqualTo(PICTURES);
  }

  @AfterEach
  void close() {
    if (spark != null) {
      spark.stop();
    }
  }

  /**
   * Executors of {@code local-cluster} are started as a cluster's are: SPARK_HOME is the build's.
   */
  private void open(String master) throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    spark =
        SparkSession.builder()
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.executor.memory", "1g")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector")
            .getOrCreate();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void run(String... arguments) {
    assertThat(Jobs.run(arguments)).isZero();
  }

  private void embed(String out) {
    run(
        "embed",
        "--pictures",
        pictures.toString(),
        "--model",
        network.toString(),
        "--card",
        "foamliu-mobilefacenet",
        "--batch",
        String.valueOf(BATCH),
        "--out",
        path(out));
  }

  private static ArrayFeatures onOneProcess() {
    ModelSource.Running running =
        new ModelSource.Running(BATCH, 2, OnnxSettings.Device.CPU, NetworkRuntime.ENGINE);
    try (FaceEmbedder one =
        ModelSource.open(network, Optional.of("foamliu-mobilefacenet"), running).embedder()) {
      return new EmbeddingExtractor(BATCH, 2).extract(one, faces, false, Progress.SILENT);
    }
  }

  private void assertEmbedded(String parquet) {
    ArrayFeatures one = onOneProcess();
    Map<String, float[]> many = new HashMap<>();
    List<Row> rows = spark.read().parquet(path(parquet)).collectAsList();
    rows.forEach(row -> many.put(row.getString(0), Embeddings.of(row)));
    assertThat(rows).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertThat(many.get(faces.nameOf(i))).as(faces.nameOf(i)).containsExactly(one.row(i));
    }
  }

  @Test
  void alignedAsByOneProcess() throws IOException {
    open("local[2]");
    run(
        "align",
        "--pictures",
        pictures.toString(),
        "--detector",
        detector.toString(),
        "--face",
        "largest",
        "--faces",
        path("faces"),
        "--misses",
        path("misses"));
    Path out = folder.resolve("one");
    FolderAlignment.Options options =
        new FolderAlignment.Options(
            AlignmentTemplate.named("arcface-112"), FacePolicy.named("largest"), 0, 2);
    FolderAlignment.Report report =
        FolderAlignment.run(
            pictures, out, options, RecognisedDetector.of(detector), Progress.SILENT);
    List<Row> rows = spark.read().parquet(path("faces")).collectAsList();
    assertThat(rows).hasSize(report.faces());
    assertThat(report.faces()).isGreaterThan(PICTURES * 9 / 10);
    for (Row row : rows) {
      FaceImage many = ImageCodec.decode(row.getAs(1), row.getString(0));
      Path file = out.resolve(row.getString(0).replaceFirst("\\.jpg$", ".png"));
      FaceImage one = ImageCodec.decode(Files.readAllBytes(file), file.toString());
      assertThat(many.rgb()).as(row.getString(0)).isEqualTo(one.rgb());
    }
    List<String> missed = new ArrayList<>();
    spark
        .read()
        .parquet(path("misses"))
        .collectAsList()
        .forEach(row -> missed.add(row.getString(0)));
    assertThat(missed).containsExactlyInAnyOrderElementsOf(report.misses().keySet());
  }

  @Test
  void embeddedAndMatchedAsByOneProcess() throws IOException {
    open("local[2]");
    embed("embeddings");
    assertEmbedded("embeddings");
    String set = path("embeddings");
    run(
        "match",
        "--probes",
        set,
        "--gallery",
        set,
        "--k",
        String.valueOf(NEAREST),
        "--block",
        "1000",
        "--out",
        path("matches"));
    assertMatched();
  }

  /** Every product of every pair, in double, sorted by hand. */
  private void assertMatched() {
    List<Row> rows = spark.read().parquet(path("embeddings")).collectAsList();
    String[] names = rows.stream().map(row -> row.getString(0)).toArray(String[]::new);
    float[][] units = rows.stream().map(Embeddings::unit).toArray(float[][]::new);
    Map<String, List<String>> found = new HashMap<>();
    for (Row row : spark.read().parquet(path("matches")).orderBy("probe", "rank").collectAsList()) {
      found
          .computeIfAbsent(row.getString(0), key -> new ArrayList<>())
          .add(row.getString(2) + " " + row.getDouble(3));
    }
    assertThat(found).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertThat(found.get(names[i])).as(names[i]).isEqualTo(best(i, names, units));
    }
  }

  private static List<String> best(int probe, String[] names, float[][] units) {
    double[] scores = new double[NEAREST];
    int[] order = new int[NEAREST];
    int kept = 0;
    for (int j = 0; j < names.length; j++) {
      if (j == probe) {
        continue;
      }
      double score = 0;
      for (int k = 0; k < units[j].length; k++) {
        score += (double) units[probe][k] * units[j][k];
      }
      int place = kept;
      while (place > 0
          && (score > scores[place - 1]
              || score == scores[place - 1] && names[j].compareTo(names[order[place - 1]]) < 0)) {
        place--;
      }
      if (place < NEAREST) {
        int moved = Math.min(kept, NEAREST - 1) - place;
        System.arraycopy(scores, place, scores, place + 1, moved);
        System.arraycopy(order, place, order, place + 1, moved);
        scores[place] = score;
        order[place] = j;
        kept = Math.min(kept + 1, NEAREST);
      }
    }
    List<String> best = new ArrayList<>();
    for (int i = 0; i < kept; i++) {
      best.add(names[order[i]] + " " + scores[i]);
    }
    return best;
  }

  /** After the first task that ends, an executor's process is killed in the middle of another. */
  private static final class Killer extends SparkListener {
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason() instanceof ExecutorLostFailure) {
        lost.incrementAndGet();
      } else if (killed.compareAndSet(0, 1)) {
        ProcessHandle executor =
            ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        assertThat(executor.destroyForcibly()).isTrue();
      }
    }
  }

  @Test
  void aKilledExecutorsWorkIsDoneAgainWithTheSameBits() throws IOException {
    open("local-cluster[2,1,1024]");
    Killer killer = new Killer();
    spark.sparkContext().addSparkListener(killer);
    embed("embeddings");
    assertThat(killer.killed).hasValue(1);
    assertThat(killer.lost).hasPositiveValue();
    assertEmbedded("embeddings");
  }
}
