package org.facemargin.cli.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.facemargin.backbones.onnx.OnnxReading;
import org.facemargin.backbones.weights.WeightsReading;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.ModelCard;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.FeatureMatrix;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.evaluation.scores.CurveFile;
import org.facemargin.evaluation.scores.ScoreFiles;
import org.facemargin.evaluation.scores.ScoreFormat;
import org.facemargin.evaluation.templates.TemplateFiles;
import org.facemargin.experiments.imports.ArcFaceTorchConfig;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.format.RecordIndex;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.inspect.FileInspector;
import org.facemargin.faces.pairs.PairFormat;
import org.facemargin.files.TextLines;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ConfigReader;

/** The readers, each with a sound file to begin from. */
final class FuzzedReaders {

  /** A reader under test. */
  @FunctionalInterface
  interface Reader {
    void read(Path file);
  }

  /**
   * One reader.
   *
   * @param name of the file it is given; its ending matters to some
   * @param sound a file it reads
   */
  record Subject(String name, byte[] sound, Reader reader) {}

  private final List<Subject> subjects = new ArrayList<>();
  private final Path folder;

  /**
   * @param folder receives the files to be read
   */
  FuzzedReaders(Path folder) {
    this.folder = folder;
    configurations();
    scores();
    arraysAndPictures();
    lists();
    networks();
    pairsTemplatesAndForeignRuns();
  }

  List<Subject> all() {
    return subjects;
  }

  /** Reads bytes as a subject's file; true where they were taken, false where refused in words. */
  boolean read(Subject subject, byte[] bytes) {
    Path file = folder.resolve(subject.name());
    try {
      Files.write(file, bytes);
      subject.reader().read(file);
      return true;
    } catch (DataException | ConfigurationException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ".", e);
    }
  }

  private void text(String name, String sound, Reader reader) {
    subjects.add(new Subject(name, sound.getBytes(StandardCharsets.UTF_8), reader));
  }

  private void configurations() {
    text(
        "run.yaml",
        """
        schema: run/1
        scale: reduced
        seed: 1
        data: {train: {kind: toy-faces, identities: 12, images_per_identity: 6, size_px: 24}}
        model: {backbone: iresnet-tiny, input_px: 24, embedding_dim: 16, width: 0.5}
        loss: {name: arcface, scale: 16, m: 0.2}
        optimizer: {name: sgd}
        schedule: {name: constant, base_lr: 0.05}
        trainer: {batch_size: 8, max_steps: 4}
        """,
        file -> RunConfig.read(file, List.of()));
    text(
        "any.yaml",
        "a: [1, 2.5, 'x']\nb:\n  c: \"d\"\n  e: |\n    text\n",
        file -> ConfigReader.read(file, List.of()));
    text("any.json", "{\"a\": [1, null, \"\\u00e9\"], \"b\": {\"c\": 1e9}}", JsonRecords::read);
    text(
        "record.json",
        "{\"schema\":\"run-record/1\",\"run\":\"r\",\"scale\":\"full\",\"seed\":1,\"recipe\":\"\","
            + "\"configSha256\":\"\",\"config\":\"\",\"before\":[],\"after\":[],\"gradients\":[]}",
        file -> JsonRecords.read(file, RunRecord.class));
  }

  private void scores() {
    String[] sound = {
      "1 0.9\n0 0.2\n1 -0.1\n",
      "score,label\n0.9,1\n0.2,0\n-1e-1,1\n",
      "image_1;image_2;same;score\na1;a2;true;0.9\n\"a;1\";b1;false;0.2\n",
      "anna anna a2 0.9\nanna bert b1 0.2\n",
      "anna m1 anna a2 0.9\nanna m1 bert b1 0.2\n",
      "a1 a2 0.9 target\na1 b1 0.2 nontarget\n"
    };
    for (int i = 0; i < sound.length; i++) {
      text("scores" + i + ".csv", sound[i], file -> scores(file, Optional.empty()));
    }
    for (String format : NamedRegistry.of(ScoreFormat.class).names()) {
      text(format + ".txt", "1 0.9\n0 0.2\n", file -> scores(file, Optional.of(format)));
    }
    Path kept = folder.resolve("kept-scores");
    try {
      Files.writeString(kept, "a b 0.9\na c 0.1\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + kept + ".", e);
    }
    text(
        "trials.txt",
        "1 a b\n0 a c\n",
        file ->
            new ScoreFiles(kept, Optional.empty(), Optional.of(file), false, Optional.empty())
                .read());
    text("roc.txt", "# far tar\n0 0.5\n0.5 1.0\n", CurveFile::read);
  }

  private static void scores(Path file, Optional<String> format) {
    new ScoreFiles(file, Optional.empty(), Optional.empty(), false, format).read();
  }

  private void arraysAndPictures() {
    FaceImage picture = new FaceImage(8, 8, new byte[3 * 64]);
    subjects.add(new Subject("a.png", ImageCodec.png(picture), ImageCodec::read));
    subjects.add(new Subject("a.jpg", ImageCodec.jpeg(picture, 90), ImageCodec::read));
    subjects.add(new Subject("a.npy", npy(), FuzzedReaders::matrix));
    for (String name : List.of("a.idx", "a")) {
      text(name, "no such thing", file -> FileInspector.inspect(file, Progress.SILENT));
    }
    for (String name :
        List.of("faces.rec", "pairs2.bin", "pairs3.bin", "agedb.mat", "megaface.feature")) {
      kept(name, file -> FileInspector.inspect(file, Progress.SILENT));
    }
    kept("faces.idx", RecordIndex::read);
  }

  private void networks() {
    kept("network.onnx", FuzzedReaders::onnx);
    beside("mxnet-symbol.json");
    for (String name :
        List.of("network.pth", "legacy.pth", "network.safetensors", "mxnet-0000.params")) {
      kept(name, file -> WeightsReading.read(file, "", OptionalInt.of(4)).graph().close());
    }
    beside("other-0000.params");
    kept(
        "other-symbol.json",
        file -> WeightsReading.read(file, "", OptionalInt.of(4)).graph().close());
  }

  private static void onnx(Path file) {
    OnnxReading.files(file);
    OnnxReading.suspicions(file);
    ImageSpec pictures = new ImageSpec(8, 8, ColorOrder.RGB, new double[3], new double[] {1, 1, 1});
    if (OnnxReading.of(file, new ModelCard("", pictures, "", "", 4, FlipPolicy.NONE, "", ""))
        instanceof OnnxReading.Network network) {
      network.graph().close();
    }
  }

  /** A sound file of those in {@code src/test/fuzz/sound}. */
  private void kept(String name, Reader reader) {
    subjects.add(new Subject(name, sound(name), reader));
  }

  private static byte[] sound(String name) {
    try {
      return Files.readAllBytes(Path.of("src", "test", "fuzz", "sound", name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sound " + name + ".", e);
    }
  }

  /** A sound file that the next subject needs beside it. */
  private void beside(String name) {
    try {
      Files.write(folder.resolve(name), sound(name));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + name + ".", e);
    }
  }

  private static byte[] npy() {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    String padded = header + " ".repeat(128 - 10 - header.length() - 1) + "\n";
    return ByteBuffer.allocate(128 + 24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static void matrix(Path file) {
    FeatureMatrix matrix = NpyFile.map(file);
    if (matrix.rows() > 0) {
      matrix.row(matrix.rows() - 1);
    }
  }

  private void lists() {
    text("lines.txt", "\uFEFFone\ntwo\r\nthree", file -> TextLines.forEach(file, line -> {}));
    text("a.lst", "1\ta/1.jpg\t0\n0\tb/2.jpg\t1\n", RecordList::read);
    text("five.txt", "1.jpg 1 2 3 4 5 6 7 8 9 10 0.5\n", LandmarkTable::read);
    text(
        "pairs.txt",
        "1\t1\nAda\t1\t2\nAda\t1\tBob\t2\n",
        file -> FileInspector.inspect(file, Progress.SILENT));
  }

  /** After the others, for the corpus knows readers by their number. */
  private void pairsTemplatesAndForeignRuns() {
    text("lfw.pairs", "1\t1\nAda\t1\t2\nAda\t1\tBob\t2\n", file -> pairs("lfw", file));
    text("paths.pairs", "a.jpg b.jpg 1\na.jpg c.jpg -1\n", file -> pairs("paths", file));
    text(
        "calfw.pairs",
        "a 1\nb 1\n".repeat(10) + "a 0\nc 0\n".repeat(10),
        file -> pairs("calfw", file));
    text("templates.faces", "1.jpg 7 1\n2.jpg 8 2\n", TemplateFiles::faces);
    text("templates.pairs", "7 8 1\n7 9 0\n", TemplateFiles::pairs);
    text("templates.subjects", "template,subject\n7,1\n8,1\n", TemplateFiles::subjects);
    text("templates.scores", "1.jpg 1 2 3 4 5 6 7 8 9 10 0.5\n", TemplateFiles::detectorScores);
    text(
        "config.py",
        "config = edict()\nconfig.network = 'r50'\nconfig.margin_list = (1.0, 0.5, 0.0)\n"
            + "config.batch_size = 128\nconfig.lr = 0.1 * 2\nconfig.num_epoch = 20\n"
            + "config.rec = '/data'\nconfig.num_classes = 10\nconfig.num_image = 1000\n",
        file -> ArcFaceTorchConfig.read(file, 1));
  }

  private static void pairs(String format, Path file) {
    PairFormat.named(format).namesOf(file).labels();
  }
}
