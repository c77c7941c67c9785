package org.facemargin.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.DetectedFace;
import org.facemargin.faces.align.FaceAligner;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.RecognisedDetector;
import org.facemargin.faces.image.ImageCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code align}: the faces of photographs as Parquet, {@code name STRING, picture BINARY, reason
 * STRING}: PNG pixels, or null and why there are none. Nothing is dropped. Its output is input of
 * {@code embed} once the misses are filtered: {@code --faces} and {@code --misses} are two folders.
 */
@Command(name = "align", description = "Finds and aligns faces; Parquet of name and picture.")
final class AlignJob implements Callable<Integer> {

  private static final StructType SCHEMA =
      StructType.fromDDL("name STRING, picture BINARY, reason STRING");

  @Mixin private PictureInput pictures;

  @Option(
      names = "--detector",
      required = true,
      description = "ONNX file of a detector, everywhere.")
  private String detector;

  @Option(
      names = "--template",
      defaultValue = "arcface-112",
      description = "Where landmarks go; default: ${DEFAULT-VALUE}.")
  private String template;

  @Option(
      names = "--face",
      defaultValue = "most-central",
      description = "largest, most-central, exactly-one or all; default: ${DEFAULT-VALUE}.")
  private String policy;

  @Option(names = "--faces", required = true, description = "Parquet of the aligned faces.")
  private String faces;

  @Option(names = "--misses", required = true, description = "Parquet of pictures without a face.")
  private String misses;

  @Override
  public Integer call() {
    SparkSession spark = Session.open("align");
    Cutter cutter = new Cutter(detector, template, policy);
    JavaRDD<Row> rows = pictures.open(spark).mapPartitions(cutter::part);
    Dataset<Row> all = spark.createDataFrame(rows, SCHEMA).cache();
    Session.write(all.filter("picture IS NOT NULL").select("name", "picture"), faces);
    Session.write(all.filter("picture IS NULL").select("name", "reason"), misses);
    return 0;
  }

  /** What an executor does with a part; a detector a part, since OpenCV's serve one thread. */
  private record Cutter(String detector, String template, String policy)
      implements java.io.Serializable {
    private static final long serialVersionUID = 1;

    java.util.Iterator<Row> part(java.util.Iterator<NamedPicture> pictures) {
      List<Row> rows = new ArrayList<>();
      try (FaceDetector network = RecognisedDetector.of(Path.of(detector)).open()) {
        while (pictures.hasNext()) {
          rows.addAll(faces(network, pictures.next()));
        }
      }
      return rows.iterator();
    }

    private List<Row> faces(FaceDetector network, NamedPicture picture) {
      try {
        FaceImage image = ImageCodec.decode(picture.bytes(), picture.name());
        List<DetectedFace> found = network.detect(image);
        List<DetectedFace> chosen =
            FacePolicy.named(policy).choose(found, image.widthPx(), image.heightPx());
        if (chosen.isEmpty()) {
          return List.of(
              miss(picture, found.isEmpty() ? "no face found" : found.size() + " faces"));
        }
        AlignmentTemplate target = AlignmentTemplate.named(template);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
          FaceImage face = FaceAligner.align(image, chosen.get(i).points(), target);
          String name = picture.name() + (i == 0 ? "" : "_face" + (i + 1));
          rows.add(RowFactory.create(name, ImageCodec.png(face), null));
        }
        return rows;
      } catch (DataException e) {
        return List.of(miss(picture, e.getMessage()));
      }
    }

    private static Row miss(NamedPicture picture, String reason) {
      return RowFactory.create(picture.name(), null, reason);
    }
  }
}
