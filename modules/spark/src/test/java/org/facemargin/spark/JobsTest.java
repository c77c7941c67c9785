package org.facemargin.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.StoredFeatures;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.checkpoints.TrainingState;
import org.facemargin.training.optimisers.DirectFloats;
import org.facemargin.training.settings.LossPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every job in {@code local[2]}, against one process. */
class JobsTest {

  private static final int PICTURES = 90;
  private static final int SIZE_PX = 32;
  private static final String BATCH = "8";

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void open() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "3")
            .getOrCreate();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < PICTURES; i++) {
      byte[] rgb = new byte[3 * SIZE_PX * SIZE_PX];
      random.nextBytes(rgb);
      Path file = folder.resolve(String.format("pictures/p%02d/%03d.png", i % 7, i));
      Files.createDirectories(file.getParent());
      Files.write(file, ImageCodec.png(new FaceImage(SIZE_PX, SIZE_PX, rgb)));
    }
    ComputationGraph graph =
        Backbones.create("iresnet-tiny", new BackboneSettings(SIZE_PX, 16, 0.25), 3);
    CheckpointFile.write(
        folder.resolve("network.zip"),
        new TrainingState(
            0,
            graph,
            Optional.empty(),
            DirectFloats.allocate(16),
            List.of(),
            List.of(),
            LossPlan.fixed("arcface", Map.of()),
            new double[0],
            Map.of(),
            ""));
    embed("folder", path("pictures"), "5", "embeddings");
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void embed(String kind, String pictures, String parts, String out) {
    succeed(
        "embed",
        "--kind",
        kind,
        "--pictures",
        pictures,
        "--parts",
        parts,
        "--batch",
        BATCH,
        "--model",
        path("network.zip"),
        "--out",
        path(out));
  }

  private static void succeed(String... arguments) {
    assertThat(Jobs.run(arguments)).isZero();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static List<Row> rows(String parquet) {
    return spark.read().parquet(path(parquet)).collectAsList();
  }

  private static Map<String, float[]> read(String parquet) {
    Map<String, float[]> all = new HashMap<>();
    List<Row> rows = rows(parquet);
    rows.forEach(row -> all.put(row.getString(0), Embeddings.of(row)));
    assertThat(all).hasSameSizeAs(rows);
    return all;
  }

  /** The same bits as one process and its extractor, however the set is cut. */
  @Test
  void embeddingsEqualOneProcessBitForBit() {
    FileFaces faces = FileFaces.folder(folder.resolve("pictures"));
    int batch = Integer.parseInt(BATCH);
    Map<String, float[]> many = read("embeddings");
    assertThat(many).hasSize(PICTURES);
    ModelSource.Running running =
        new ModelSource.Running(batch, 1, OnnxSettings.Device.CPU, NetworkRuntime.ENGINE);
    try (FaceEmbedder network =
        ModelSource.open(folder.resolve("network.zip"), Optional.empty(), running).embedder()) {
      ArrayFeatures one =
          new EmbeddingExtractor(batch, 1).extract(network, faces, false, Progress.SILENT);
      for (int i = 0; i < PICTURES; i++) {
        float[] row = new float[16];
        one.read(i, 1, row, 0);
        assertThat(many.get(faces.nameOf(i))).as(faces.nameOf(i)).containsExactly(row);
      }
    }
    embed("folder", path("pictures"), "11", "cut-otherwise");
    Map<String, float[]> otherwise = read("cut-otherwise");
    many.forEach((name, row) -> assertThat(otherwise.get(name)).isEqualTo(row));
  }

  /** What evaluate reads: rows in the order of names. */
  @Test
  void exportedEmbeddingsAreStoredFeatures() {
    succeed("export", "--embeddings", path("embeddings"), "--out", path("exported"));
    FeatureSet features =
        StoredFeatures.read(
            folder.resolve("exported.npy"), Optional.of(folder.resolve("exported.txt")));
    assertThat(features.names()).isSorted().hasSize(PICTURES);
    float[] row = new float[16];
    features.matrix().read(41, 1, row, 0);
    assertThat(row).containsExactly(read("embeddings").get(features.names().get(41)));
  }

  /** Against every product of every pair, in double; blocks of every size give the same. */
  @Test
  void theNearestAreThoseOfBruteForce() {
    Map<String, float[]> units = new HashMap<>();
    rows("embeddings").forEach(row -> units.put(row.getString(0), Embeddings.unit(row)));
    for (String block : List.of("7", "64")) {
      String set = path("embeddings");
      String out = "matches-" + block;
      succeed(
          "match",
          "--probes",
          set,
          "--gallery",
          set,
          "--k",
          "5",
          "--block",
          block,
          "--out",
          path(out));
      Map<String, List<String>> found = new HashMap<>();
      for (Row row : spark.read().parquet(path(out)).orderBy("probe", "rank").collectAsList()) {
        found
            .computeIfAbsent(row.getString(0), key -> new ArrayList<>())
            .add(row.getString(2) + " " + row.getDouble(3));
      }
      assertThat(found).hasSize(PICTURES);
      units.forEach((name, unit) -> assertThat(found.get(name)).isEqualTo(best(name, units)));
    }
  }

  private static List<String> best(String probe, Map<String, float[]> units) {
    record Score(String name, double value) {}
    return units.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(probe))
        .map(entry -> new Score(entry.getKey(), dot(units.get(probe), entry.getValue())))
        .sorted(
            Comparator.comparingDouble((Score score) -> -score.value()).thenComparing(Score::name))
        .limit(5)
        .map(score -> score.name() + " " + score.value())
        .toList();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (double) a[k] * b[k];
    }
    return sum;
  }

  /** Two media, of two pictures and of one: (a + b) / 2 + c. */
  @Test
  void pooledTemplates() throws IOException {
    Map<String, float[]> all = read("embeddings");
    List<String> names = all.keySet().stream().sorted().limit(3).toList();
    Files.writeString(
        folder.resolve("templates.tsv"),
        String.format(
            "%s\tt1\tm1%n%s\tt1\tm1%n%s\tt1\tm2%n", names.get(0), names.get(1), names.get(2)));
    succeed(
        "pool",
        "--embeddings",
        path("embeddings"),
        "--templates",
        path("templates.tsv"),
        "--out",
        path("pooled"));
    float[] pooled = read("pooled").get("t1");
    for (int k = 0; k < pooled.length; k++) {
      double mean = ((double) all.get(names.get(0))[k] + all.get(names.get(1))[k]) / 2;
      assertThat((double) pooled[k])
          .isCloseTo(mean + all.get(names.get(2))[k], Offset.offset(1e-5));
    }
  }

  /** Parquet and lists hold the same pictures as the folder. */
  @Test
  void otherInputsGiveTheSameEmbeddings() throws IOException {
    Map<String, float[]> embeddings = read("embeddings");
    List<Row> rows = new ArrayList<>();
    for (String name : embeddings.keySet()) {
      byte[] bytes = Files.readAllBytes(folder.resolve("pictures").resolve(name));
      rows.add(RowFactory.create(name, bytes));
    }
    spark
        .createDataFrame(rows, StructType.fromDDL("name STRING, picture BINARY"))
        .write()
        .parquet(path("as-parquet"));
    Files.write(folder.resolve("pictures/all.txt"), embeddings.keySet());
    embed("parquet", path("as-parquet"), "3", "from-parquet");
    embed("list", path("pictures/all.txt"), "3", "from-list");
    for (String out : List.of("from-parquet", "from-list")) {
      Map<String, float[]> found = read(out);
      embeddings.forEach((name, row) -> assertThat(found.get(name)).isEqualTo(row));
    }
  }

  /** What the driver was told of file systems reaches the tasks, defaults with it. */
  @Test
  void tasksHaveTheDriversHadoopSettings() {
    JavaSparkContext context = Session.context(spark);
    context.hadoopConfiguration().set("fs.faces.key", "a value");
    Broadcast<HadoopSettings> settings = HadoopSettings.of(context);
    List<String> found =
        context
            .parallelize(List.of("fs.faces.key", "io.file.buffer.size"), 2)
            .map(key -> settings.value().configuration().get(key, "absent"))
            .collect();
    assertThat(found.get(0)).isEqualTo("a value");
    assertThat(found.get(1)).isEqualTo(context.hadoopConfiguration().get("io.file.buffer.size"));
    assertThat(found.get(1)).matches("\\d+");
  }

  /** Two tasks of one stage start a process each, with what it needs to find the other. */
  @Test
  void ranksStartInBarrierMode() throws IOException {
    Path said = Files.createDirectory(folder.resolve("ranks"));
    String script = "echo $RANK of $WORLD_SIZE at $MASTER_ADDR:$MASTER_PORT > " + said + "/$RANK";
    succeed("train", "--ranks", "2", "--", "sh", "-c", script);
    assertThat(said.resolve("0")).content().startsWith("0 of 2 at ");
    assertThat(said.resolve("1")).content().startsWith("1 of 2 at ");
  }

  @Test
  void wrongUsageAndMissingPictures() {
    assertThat(Jobs.run("embed")).isEqualTo(2);
    assertThat(
            Jobs.run(
                "embed",
                "--pictures",
                path("nothing"),
                "--model",
                path("network.zip"),
                "--out",
                path("none")))
        .isEqualTo(3);
  }
}
