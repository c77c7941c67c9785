package org.facemargin.spark;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.bytedeco.javacpp.FloatPointer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import scala.Tuple2;

/**
 * {@code match}: the k best of a gallery for every probe, exactly: {@code probe STRING, rank INT,
 * name STRING, score DOUBLE}, rank from 1. A picture is not compared with one of its own name, so
 * that a set matched with itself gives its duplicates.
 *
 * <p>Blocks of probes and of gallery meet in matrix products in float32, which choose; whatever
 * comes within {@value #ROUNDING} of the k-th best is scored again, as the dot product of unit
 * float32 vectors in double. Results do not depend on how the sets are cut; equal scores are in the
 * order of names. Cost: |probes| |gallery| d multiplications; what travels: each pair of blocks
 * once, k rows a probe and pair.
 */
@Command(name = "match", description = "The k nearest of a gallery for every probe.")
final class MatchJob implements Callable<Integer> {

  /** More than float32 products of unit vectors of 512 numbers are off by. */
  static final float ROUNDING = 1e-5f;

  private static final StructType SCHEMA =
      StructType.fromDDL("probe STRING, rank INT, name STRING, score DOUBLE");

  @Option(names = "--probes", required = true, description = "Parquet of embed or pool.")
  private String probes;

  @Option(names = "--gallery", required = true, description = "Parquet of embed or pool.")
  private String gallery;

  @Option(names = "--k", defaultValue = "10", description = "Results a probe.")
  private int k;

  @Option(names = "--block", defaultValue = "2048", description = "Rows of a block.")
  private int block;

  @Option(names = "--out", required = true, description = "Folder of the Parquet files.")
  private String out;

  /**
   * Rows that are compared together.
   *
   * @param unit unit embeddings, row after row
   */
  private record Block(long id, String[] names, float[] unit) implements Serializable {
    private static final long serialVersionUID = 1;

    int dimension() {
      return unit.length / names.length;
    }
  }

  private record Match(String name, double score) implements Serializable {
    private static final long serialVersionUID = 1;

    static final Comparator<Match> BEST_FIRST =
        Comparator.comparingDouble((Match match) -> -match.score()).thenComparing(Match::name);
  }

  /** The best of each probe of a block, best first. */
  private record Nearest(String[] probes, List<List<Match>> matches) implements Serializable {
    private static final long serialVersionUID = 1;
  }

  @Override
  public Integer call() {
    SparkSession spark = Session.open("match");
    int results = k;
    JavaRDD<Block> asked = blocks(spark, probes, block).cache();
    JavaRDD<Block> known = probes.equals(gallery) ? asked : blocks(spark, gallery, block);
    JavaRDD<Row> rows =
        asked
            .cartesian(known)
            .mapToPair(pair -> new Tuple2<>(pair._1.id(), nearest(pair._1, pair._2, results)))
            .reduceByKey((one, other) -> merged(one, other, results))
            .flatMap(entry -> rows(entry._2));
    Session.write(spark.createDataFrame(rows, SCHEMA), out);
    return 0;
  }

  private static JavaRDD<Block> blocks(SparkSession spark, String set, int size) {
    return spark
        .read()
        .parquet(set)
        .select("name", "embedding")
        .javaRDD()
        .mapPartitionsWithIndex((part, rows) -> cut(part, rows, size), false);
  }

  private static Iterator<Block> cut(int part, Iterator<Row> rows, int size) {
    List<Block> blocks = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<float[]> units = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      names.add(row.getString(0));
      units.add(Embeddings.unit(row));
      if (names.size() == size || !rows.hasNext()) {
        int d = units.get(0).length;
        float[] all = new float[names.size() * d];
        for (int i = 0; i < names.size(); i++) {
          System.arraycopy(units.get(i), 0, all, i * d, d);
        }
        blocks.add(new Block((long) part << 32 | blocks.size(), names.toArray(String[]::new), all));
        names.clear();
        units.clear();
      }
    }
    return blocks.iterator();
  }

  private static Nearest nearest(Block probes, Block gallery, int k) {
    int m = probes.names().length;
    int n = gallery.names().length;
    float[] scores = products(probes, gallery, m, n);
    List<List<Match>> matches = new ArrayList<>();
    for (int i = 0; i < m; i++) {
      matches.add(best(probes, i, gallery, scores, k));
    }
    return new Nearest(probes.names(), matches);
  }

  private static float[] products(Block probes, Block gallery, int m, int n) {
    int d = probes.dimension();
    if (d != gallery.dimension()) {
      throw new org.facemargin.core.DataException(
          "Probes have dimension " + d + ", the gallery " + gallery.dimension() + ".");
    }
    float[] scores = new float[Math.multiplyExact(m, n)];
    try (FloatPointer q = new FloatPointer(probes.unit());
        FloatPointer g = new FloatPointer(gallery.unit());
        FloatPointer s = new FloatPointer((long) m * n)) {
      int status = dnnl_sgemm((byte) 'N', (byte) 'T', m, n, d, 1f, q, d, g, d, 0f, s, n);
      if (status != 0) {
        throw new IllegalStateException("oneDNN refused a matrix product: status " + status + ".");
      }
      s.get(scores);
    }
    return scores;
  }

  private static List<Match> best(Block probes, int i, Block gallery, float[] scores, int k) {
    int n = gallery.names().length;
    float threshold = threshold(probes.names()[i], gallery.names(), scores, i * n, k) - ROUNDING;
    List<Match> matches = new ArrayList<>();
    for (int j = 0; j < n; j++) {
      if (scores[i * n + j] >= threshold && !gallery.names()[j].equals(probes.names()[i])) {
        matches.add(new Match(gallery.names()[j], exact(probes, i, gallery, j)));
      }
    }
    matches.sort(Match.BEST_FIRST);
    return new ArrayList<>(matches.subList(0, Math.min(k, matches.size())));
  }

  /** The k-th largest score of a row, a heap of k values. */
  private static float threshold(String self, String[] names, float[] scores, int row, int k) {
    java.util.PriorityQueue<Float> largest = new java.util.PriorityQueue<>(k);
    for (int j = 0; j < names.length; j++) {
      float score = scores[row + j];
      if (largest.size() == k && score <= largest.peek() || names[j].equals(self)) {
        continue;
      }
      if (largest.size() == k) {
        largest.poll();
      }
      largest.add(score);
    }
    return largest.size() < k ? -Float.MAX_VALUE : largest.peek();
  }

  private static double exact(Block probes, int i, Block gallery, int j) {
    int d = probes.dimension();
    double sum = 0;
    for (int c = 0; c < d; c++) {
      sum += (double) probes.unit()[i * d + c] * gallery.unit()[j * d + c];
    }
    return sum;
  }

  private static Nearest merged(Nearest one, Nearest other, int k) {
    List<List<Match>> matches = new ArrayList<>();
    for (int i = 0; i < one.probes().length; i++) {
      matches.add(
          new ArrayList<>(
              Stream.concat(one.matches().get(i).stream(), other.matches().get(i).stream())
                  .sorted(Match.BEST_FIRST)
                  .limit(k)
                  .toList()));
    }
    return new Nearest(one.probes(), matches);
  }

  private static Iterator<Row> rows(Nearest nearest) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < nearest.probes().length; i++) {
      List<Match> matches = nearest.matches().get(i);
      for (int rank = 0; rank < matches.size(); rank++) {
        Match match = matches.get(rank);
        rows.add(RowFactory.create(nearest.probes()[i], rank + 1, match.name(), match.score()));
      }
    }
    return rows.iterator();
  }
}
