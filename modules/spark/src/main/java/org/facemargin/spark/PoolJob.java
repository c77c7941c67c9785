package org.facemargin.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import scala.Tuple2;

/**
 * {@code pool}: one embedding a template, as IJB has them: the mean of each medium's raw
 * embeddings, the sum of these means. Templates come from a text file with {@code name template
 * medium} a line, separated by tabs. Pictures are added up in the order of their names.
 */
@Command(name = "pool", description = "Pools embeddings into templates.")
final class PoolJob implements Callable<Integer> {

  private static final StructType MEMBERS =
      StructType.fromDDL("name STRING, template STRING, medium STRING");

  @Option(names = "--embeddings", required = true, description = "Parquet of embed.")
  private String embeddings;

  @Option(names = "--templates", required = true, description = "name, template, medium a line.")
  private String templates;

  @Option(names = "--out", required = true, description = "Parquet: name (template), embedding.")
  private String out;

  @Override
  public Integer call() {
    SparkSession spark = Session.open("pool");
    Dataset<Row> members = spark.read().option("sep", "\t").schema(MEMBERS).csv(templates);
    Dataset<Row> joined =
        members
            .join(spark.read().parquet(embeddings), "name")
            .select("name", "embedding", "template", "medium");
    long missing = members.count() - joined.count();
    if (missing != 0) {
      throw new org.facemargin.core.DataException(
          missing
              + " lines of "
              + templates
              + " name a picture that "
              + embeddings
              + " does not have once.");
    }
    JavaRDD<Row> pooled =
        joined
            .javaRDD()
            .mapToPair(row -> new Tuple2<>(row.getString(2), row))
            .groupByKey()
            .sortByKey()
            .map(entry -> RowFactory.create(entry._1, pooled(entry._2)));
    Session.write(spark.createDataFrame(pooled, EmbedJob.SCHEMA), out);
    return 0;
  }

  private static Float[] pooled(Iterable<Row> rows) {
    List<Row> sorted = new ArrayList<>();
    rows.forEach(sorted::add);
    sorted.sort(Comparator.comparing(row -> row.getString(0)));
    Map<String, List<float[]>> media = new TreeMap<>();
    for (Row row : sorted) {
      media.computeIfAbsent(row.getString(3), key -> new ArrayList<>()).add(Embeddings.of(row));
    }
    double[] sum = new double[media.values().iterator().next().get(0).length];
    for (List<float[]> medium : media.values()) {
      for (float[] embedding : medium) {
        for (int k = 0; k < sum.length; k++) {
          sum[k] += (double) embedding[k] / medium.size();
        }
      }
    }
    return Embeddings.boxed(sum);
  }
}
