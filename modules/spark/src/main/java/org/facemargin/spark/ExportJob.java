package org.facemargin.spark;

import java.io.BufferedWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code export}: Parquet of embeddings as {@code FILE.npy} and {@code FILE.txt}, rows in the order
 * of names: what {@code facemargin evaluate --features FILE.npy --list FILE.txt} reads.
 */
@Command(name = "export", description = "Writes embeddings as .npy and list, for evaluate.")
final class ExportJob implements Callable<Integer> {

  private static final int HEADER = 128;

  @Option(names = "--embeddings", required = true, description = "Parquet of embed or pool.")
  private String embeddings;

  @Option(names = "--out", required = true, description = "Path without .npy and .txt, local.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = Session.open("export");
    Dataset<Row> rows =
        spark.read().parquet(embeddings).select("name", "embedding").orderBy("name");
    long count = rows.count();
    try (DataOutputStream matrix =
            new DataOutputStream(
                new java.io.BufferedOutputStream(Files.newOutputStream(beside(".npy"))));
        BufferedWriter names = Files.newBufferedWriter(beside(".txt"), StandardCharsets.UTF_8)) {
      Iterator<Row> all = rows.toLocalIterator();
      boolean first = true;
      while (all.hasNext()) {
        Row row = all.next();
        float[] values = Embeddings.of(row);
        if (first) {
          header(matrix, count, values.length);
          first = false;
        }
        ByteBuffer bytes =
            ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        matrix.write(bytes.array());
        names.write(row.getString(0) + "\n");
      }
    }
    return 0;
  }

  private Path beside(String ending) {
    return Path.of(out + ending);
  }

  private static void header(OutputStream matrix, long rows, int dimension) throws IOException {
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            rows,
            dimension);
    byte[] bytes = new byte[HEADER];
    java.util.Arrays.fill(bytes, (byte) ' ');
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, HEADER - 10, 0};
    System.arraycopy(start, 0, bytes, 0, start.length);
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(content, 0, bytes, start.length, content.length);
    bytes[HEADER - 1] = '\n';
    matrix.write(bytes);
  }
}
