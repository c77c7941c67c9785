/**
 * Work that falls apart by pictures, on Apache Spark: aligning, embedding, pooling, matching, and
 * ranks started in barrier mode. Every job reads and writes any Hadoop file system; a lost
 * executor's tasks are done again with the same result, since what a task does depends on its
 * pictures alone.
 *
 * <p>Entry: {@link org.facemargin.spark.Jobs}, for {@code spark-submit --class}. Sources run on
 * Spark 3.5 and 4 alike. No Spark type belongs in any other module.
 */
package org.facemargin.spark;
