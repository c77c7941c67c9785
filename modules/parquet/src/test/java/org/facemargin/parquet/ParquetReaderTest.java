package org.facemargin.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.evaluation.benchmark.StoredFeatures;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.scores.ScoreFiles;
import org.facemargin.evaluation.scores.ScoreList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** Files written by Apache's writer, in the layout Spark's have. */
class ParquetReaderTest {

  private static final MessageType EMBEDDINGS =
      MessageTypeParser.parseMessageType(
          "message spark_schema { optional binary name (STRING); optional group embedding (LIST)"
              + " { repeated group list { optional float element; } } }");
  private static final MessageType SCORES =
      MessageTypeParser.parseMessageType(
          "message spark_schema { optional binary image_1 (STRING); optional binary image_2"
              + " (STRING); optional double score; optional boolean label; }");

  @TempDir Path folder;

  @FunctionalInterface
  private interface Rows {
    void write(ParquetWriter<Group> writer, SimpleGroupFactory factory) throws IOException;
  }

  /** Compressors, by the libraries themselves. */
  private static final class Compressing implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          bytes.writeAllTo(all);
          byte[] plain = all.toByteArray();
          return BytesInput.from(
              switch (codec) {
                case SNAPPY -> Snappy.compress(plain);
                case ZSTD -> Zstd.compress(plain);
                case GZIP -> zipped(plain);
                default -> plain;
              });
        }

        @Override
        public CompressionCodecName getCodecName() {
          return codec;
        }

        @Override
        public void release() {}
      };
    }

    private static byte[] zipped(byte[] plain) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        out.write(plain);
      }
      return bytes.toByteArray();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release() {}
  }

  private Path file(String name, MessageType schema, Rows rows) throws IOException {
    return file(name, schema, CompressionCodecName.SNAPPY, rows);
  }

  private Path file(String name, MessageType schema, CompressionCodecName codec, Rows rows)
      throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withRowGroupSize(2048L)
            .withPageSize(256)
            .withCodecFactory(new Compressing())
            .withCompressionCodec(codec)
            .build()) {
      rows.write(writer, new SimpleGroupFactory(schema));
    }
    return file;
  }

  private static Group embedding(SimpleGroupFactory factory, String name, float... values) {
    Group row = factory.newGroup().append("name", name);
    Group list = row.addGroup("embedding");
    for (float value : values) {
      list.addGroup("list").append("element", value);
    }
    return row;
  }

  private Path part(String name, int from, int to) throws IOException {
    return file(
        name,
        EMBEDDINGS,
        (writer, factory) -> {
          for (int i = from; i < to; i++) {
            writer.write(embedding(factory, "p/" + i, i, -i / 3f, 1e-30f * i));
          }
        });
  }

  /** Several row groups and parts; what Spark leaves beside them is passed over. */
  @Test
  void embeddingsOfAFolderOfParts() throws IOException {
    part("e/part-00001-x.snappy.parquet", 300, 500);
    part("e/part-00000-x.snappy.parquet", 0, 300);
    Files.writeString(folder.resolve("e/_SUCCESS"), "");
    Files.writeString(folder.resolve("e/.part-00000-x.snappy.parquet.crc"), "crc");
    Files.writeString(folder.resolve("e/_temporary.parquet"), "unfinished");
    FeatureSet features = StoredFeatures.read(folder.resolve("e"), Optional.empty());
    assertThat(features.names()).hasSize(500);
    assertThat(features.matrix().dimension()).isEqualTo(3);
    for (int i = 0; i < 500; i++) {
      assertThat(features.names().get(i)).isEqualTo("p/" + i);
      assertThat(features.matrix().row(i)).containsExactly(i, -i / 3f, 1e-30f * i);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "GZIP"})
  void compressions(CompressionCodecName codec) throws IOException {
    Path file =
        file(
            "c.parquet",
            EMBEDDINGS,
            codec,
            (writer, factory) -> writer.write(embedding(factory, "a", 0.1f, -2, 3e30f)));
    assertThat(StoredFeatures.read(file, Optional.empty()).matrix().row(0))
        .containsExactly(0.1f, -2, 3e30f);
  }

  @Test
  void anUnknownCompressionIsNamed() throws IOException {
    CompressionCodecName codec = CompressionCodecName.LZ4_RAW;
    refused(
        file(
            "lz4.parquet",
            EMBEDDINGS,
            codec,
            (writer, factory) -> writer.write(embedding(factory, "a", 1))),
        "LZ4_RAW",
        "snappy");
  }

  /** The fingerprint moves with the content of any part. */
  @Test
  void hashIsOfTheContent() throws IOException {
    Path one = part("h/part-0.parquet", 0, 3);
    String before = StoredFeatures.hash(folder.resolve("h"));
    assertThat(StoredFeatures.hash(folder.resolve("h"))).isEqualTo(before);
    Files.delete(one);
    part("h/part-0.parquet", 0, 4);
    assertThat(StoredFeatures.hash(folder.resolve("h"))).isNotEqualTo(before);
  }

  private Path scores(String name, int from, int to) throws IOException {
    return file(
        name,
        SCORES,
        (writer, factory) -> {
          for (int i = from; i < to; i++) {
            writer.write(
                factory
                    .newGroup()
                    .append("image_1", "a, \"b\" " + i)
                    .append("image_2", "c" + i)
                    .append("score", 1.0 / (i + 3))
                    .append("label", i % 3 == 0));
          }
        });
  }

  private static ScoreFiles asked(Path scores, Optional<Path> trials) {
    return new ScoreFiles(scores, Optional.empty(), trials, false, Optional.empty());
  }

  @Test
  void scoresWithLabels() throws IOException {
    scores("s/part-0.parquet", 0, 5000);
    scores("s/part-1.parquet", 5000, 9000);
    ScoreList list = asked(folder.resolve("s"), Optional.empty()).read();
    assertThat(list.size()).isEqualTo(9000);
    for (int i = 0; i < 9000; i++) {
      assertThat(list.scores()[i]).isEqualTo(1.0 / (i + 3));
      assertThat(list.same()[i]).isEqualTo(i % 3 == 0);
    }
    assertThat(list.names().orElseThrow().words()).contains("a, \"b\" 17", "c8999");
  }

  /** As the job match writes them: the labels are a list's. */
  @Test
  void scoresWithTrials() throws IOException {
    MessageType match =
        MessageTypeParser.parseMessageType(
            "message m { optional binary probe (STRING); required int32 rank; optional binary name"
                + " (STRING); required double score; }");
    Path file =
        file(
            "m.parquet",
            match,
            (writer, factory) -> {
              for (int i = 0; i < 4; i++) {
                writer.write(
                    factory
                        .newGroup()
                        .append("probe", "p" + i / 2)
                        .append("rank", i % 2 + 1)
                        .append("name", "g" + i % 2)
                        .append("score", i / 8.0));
              }
            });
    Path trials = Files.writeString(folder.resolve("trials.txt"), "1 g0 p1\n0 g1 p0\n0 g1 p1\n");
    ScoreList list = asked(file, Optional.of(trials)).read();
    assertThat(list.scores()).containsExactly(0.25, 0.125, 0.375);
    assertThat(list.same()).containsExactly(true, false, false);
  }

  private void refused(Path file, String... words) {
    assertThatThrownBy(() -> StoredFeatures.read(file, Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            Stream.concat(Stream.of(file.toString()), Stream.of(words)).toArray(String[]::new));
  }

  @Test
  void whatIsNoTableOfEmbeddingsIsSaid() throws IOException {
    refused(scores("scores.parquet", 0, 3), "image_1", "expected name and embedding");
    refused(
        file(
            "uneven.parquet",
            EMBEDDINGS,
            (writer, factory) -> {
              writer.write(embedding(factory, "a", 1, 2));
              writer.write(embedding(factory, "b", 1, 2, 3));
            }),
        "'b' has 3 numbers",
        "have 2");
    refused(
        file("nameless.parquet", EMBEDDINGS, (writer, factory) -> writer.write(factory.newGroup())),
        "row 0 has no value in column name");
    refused(
        file(
            "empty.parquet",
            EMBEDDINGS,
            (writer, factory) -> writer.write(factory.newGroup().append("name", "x"))),
        "'x' lacks a number");
    refused(Files.writeString(folder.resolve("text.parquet"), "name,score\n"), "as Parquet");
    Path cut = part("cut.parquet", 0, 400);
    byte[] bytes = Files.readAllBytes(cut);
    refused(Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2)), "as Parquet");
    Arrays.fill(bytes, 200, 600, (byte) 0x5A);
    refused(Files.write(cut, bytes), "as Parquet");
    refused(part("none.parquet", 0, 0), "holds no row");
  }

  @Test
  void namesNeedNoList() throws IOException {
    Path file = part("named.parquet", 0, 3);
    assertThatThrownBy(() -> StoredFeatures.read(file, Optional.of(file)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("leave --list");
  }
}
