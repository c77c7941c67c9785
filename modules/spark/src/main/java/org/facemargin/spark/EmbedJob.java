package org.facemargin.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.faces.image.ImageCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code embed}: raw embeddings of aligned faces as Parquet, {@code name STRING, embedding
 * ARRAY<FLOAT>}. Every pass has as many pictures, the last of a part filled up with black ones, so
 * that an embedding does not depend on how the set was cut.
 */
@Command(name = "embed", description = "Embeds aligned faces; Parquet of name and embedding.")
final class EmbedJob implements Callable<Integer> {

  static final StructType SCHEMA = StructType.fromDDL("name STRING, embedding ARRAY<FLOAT>");

  @Mixin private PictureInput pictures;

  @Option(names = "--model", required = true, description = "Checkpoint or ONNX file, everywhere.")
  private String model;

  @Option(names = "--card", description = "Card of an ONNX file.")
  private Optional<String> card = Optional.empty();

  @Option(names = "--batch", defaultValue = "32", description = "Pictures of a pass.")
  private int batch;

  @Option(names = "--out", required = true, description = "Folder of the Parquet files.")
  private String out;

  @Override
  public Integer call() {
    SparkSession spark = Session.open("embed");
    String network = model;
    String known = card.orElse("");
    int size = batch;
    JavaRDD<Row> rows =
        pictures
            .open(spark)
            .mapPartitions(
                part -> {
                  Optional<String> given = known.isEmpty() ? Optional.empty() : Optional.of(known);
                  return new Embedded(part, SharedNetwork.of(network, given, size), size);
                });
    Session.write(spark.createDataFrame(rows, SCHEMA), out);
    return 0;
  }

  /** A part's rows, embedded a pass at a time. */
  private static final class Embedded implements Iterator<Row> {
    private final Iterator<NamedPicture> pictures;
    private final SharedNetwork shared;
    private final FaceEmbedder network;
    private final int size;
    private final float[] inputs;
    private final List<Row> ready = new ArrayList<>();
    private int next;

    Embedded(Iterator<NamedPicture> pictures, SharedNetwork shared, int size) {
      this.pictures = pictures;
      this.shared = shared;
      this.network = shared.network();
      this.size = Math.min(size, network.maxBatch());
      this.inputs = new float[this.size * network.imageSpec().valuesPerImage()];
    }

    @Override
    public boolean hasNext() {
      if (next == ready.size() && pictures.hasNext()) {
        pass();
      }
      return next < ready.size();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      return ready.get(next++);
    }

    private void pass() {
      ImageSpec spec = network.imageSpec();
      List<String> names = new ArrayList<>();
      java.util.Arrays.fill(inputs, 0);
      while (names.size() < size && pictures.hasNext()) {
        NamedPicture picture = pictures.next();
        FaceImage image = ImageCodec.decode(picture.bytes(), picture.name());
        spec.write(image, false, inputs, names.size() * spec.valuesPerImage());
        names.add(picture.name());
      }
      float[] embeddings = new float[size * network.dimension()];
      shared.embed(inputs, size, embeddings);
      ready.clear();
      next = 0;
      for (int i = 0; i < names.size(); i++) {
        Float[] values = new Float[network.dimension()];
        for (int k = 0; k < values.length; k++) {
          values[k] = embeddings[i * values.length + k];
        }
        ready.add(RowFactory.create(names.get(i), values));
      }
    }
  }
}
