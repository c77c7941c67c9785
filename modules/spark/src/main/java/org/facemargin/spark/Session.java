package org.facemargin.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** The Spark of this process: what spark-submit says, or {@code spark.master}. */
final class Session {

  private Session() {}

  static SparkSession open(String job) {
    return SparkSession.builder().appName("facemargin " + job).getOrCreate();
  }

  static JavaSparkContext context(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext());
  }

  /** Writes Parquet; a folder that is there already is an error. */
  static void write(Dataset<Row> rows, String out) {
    rows.write().mode(SaveMode.ErrorIfExists).parquet(out);
  }
}
