package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alignment of folders by given landmarks, which needs no detector and no photographs. */
class FolderAlignmentTest {

  @TempDir private Path folder;
  private Path photographs;

  @BeforeEach
  void drawTwoPictures() throws IOException {
    photographs = folder.resolve("in");
    Files.createDirectories(photographs.resolve("a"));
    ToyFaces faces = new ToyFaces(1, ToyFaces.Split.TEST, 2, 1, 120);
    Files.write(photographs.resolve("a/1.jpg"), ImageCodec.jpeg(faces.read(0), 95));
    Files.write(photographs.resolve("a/2.jpg"), ImageCodec.jpeg(faces.read(1), 95));
  }

  /** Points of a template a tenth larger: what is aligned is the picture shrunk. */
  private static double[] sixtyEight() {
    double[] points = new double[136];
    FivePoints template = AlignmentTemplate.ARCFACE_112.points();
    int[][] places = {{36, 39}, {42, 45}, {30, 30}, {48, 48}, {54, 54}};
    for (int i = 0; i < 5; i++) {
      for (int place : places[i]) {
        points[2 * place] = 1.1 * template.x(i);
        points[2 * place + 1] = 1.1 * template.y(i);
      }
    }
    return points;
  }

  private Path landmarkFile(String separator, boolean header) throws IOException {
    StringBuilder text = new StringBuilder();
    if (header) {
      text.append("path");
      for (int i = 0; i < 68; i++) {
        text.append(separator).append("x" + i).append(separator).append("y" + i);
      }
      text.append('\n');
    }
    text.append("a/1.jpg");
    for (double value : sixtyEight()) {
      text.append(separator).append(String.format(Locale.ROOT, "%.4f", value));
    }
    Path file = folder.resolve("68.txt");
    Files.writeString(file, text.append('\n').toString());
    return file;
  }

  private FolderAlignment.Report align(LandmarkTable table, AlignmentTemplate template) {
    return FolderAlignment.fromLandmarks(
        photographs,
        folder.resolve("out"),
        new FolderAlignment.Options(template, FacePolicy.LARGEST, 0, 2),
        table,
        Progress.SILENT);
  }

  @Test
  void sixtyEightPointsAlignWhateverSeparatesThem() throws IOException {
    for (String separator : new String[] {"\t", ",", " "}) {
      LandmarkTable table = LandmarkTable.read(landmarkFile(separator, !separator.equals(" ")));
      DetectedFace face = table.faces().get("a/1.jpg").get(0);
      double[] expected = AlignmentTemplate.ARCFACE_112.points().xy();
      for (int i = 0; i < expected.length; i++) {
        assertThat(face.points().xy()[i]).isCloseTo(1.1 * expected[i], within(1e-4));
      }
    }
    LandmarkTable table = LandmarkTable.read(landmarkFile("\t", true));
    FolderAlignment.Report report = align(table, AlignmentTemplate.ARCFACE_112);
    assertThat(report.aligned()).isOne();
    assertThat(report.misses()).containsOnlyKeys("a/2.jpg");
    assertThat(report.misses().get("a/2.jpg")).contains("landmark file has no face");
    assertThat(ImageCodec.read(folder.resolve("out/a/1.png")).widthPx()).isEqualTo(112);
    assertThat(LandmarkTable.read(folder.resolve("out/landmarks.tsv")).faces())
        .containsOnlyKeys("a/1.jpg");
  }

  @Test
  void otherOptionsInTheSameFolderAreRefused() throws IOException {
    LandmarkTable table = LandmarkTable.read(landmarkFile("\t", true));
    align(table, AlignmentTemplate.ARCFACE_112);
    assertThat(align(table, AlignmentTemplate.ARCFACE_112).resumed()).isEqualTo(2);
    assertThatThrownBy(() -> align(table, AlignmentTemplate.named("arcface-128")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("(template: arcface-112 then, arcface-128 now)");
  }

  @Test
  void aLineOfAnotherLengthIsNamed() throws IOException {
    Path file = landmarkFile("\t", true);
    Files.writeString(file, Files.readString(file) + "a/2.jpg\t1\t2\n");
    assertThatThrownBy(() -> LandmarkTable.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("68.txt:3: expected a name and 136 numbers");
    Files.writeString(file, "a.jpg" + "\tx".repeat(136) + "\n");
    assertThatThrownBy(() -> LandmarkTable.read(file)).hasMessageContaining("no line");
    String face = "a.jpg\t0.9\t1\t2\t30\t40\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n";
    for (String wrong : new String[] {"0.9f", "NaN", "0x1p-1", "-Infinity"}) {
      Files.writeString(
          file, LandmarkTable.HEADER + "\n" + face + face.replaceFirst("0\\.9", wrong));
      assertThatThrownBy(() -> LandmarkTable.read(file))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(":3: expected a finite number in field 2, got '" + wrong + "'");
    }
  }

  private static String face(String name) {
    StringBuilder text = new StringBuilder(name);
    for (double value : AlignmentTemplate.ARCFACE_112.points().xy()) {
      text.append(String.format(Locale.ROOT, " %.3f", value));
    }
    return text.append('\n').toString();
  }

  private FolderAlignment.Report align(String landmarks) throws IOException {
    Path file = Files.writeString(folder.resolve("five.txt"), landmarks);
    return align(LandmarkTable.read(file), AlignmentTemplate.ARCFACE_112);
  }

  /** Two pictures that differ by their endings, one named as another's second face would be. */
  @Test
  void noFaceIsWrittenOverAnother() throws IOException {
    ToyFaces toys = new ToyFaces(2, ToyFaces.Split.TEST, 2, 1, 112);
    Files.write(photographs.resolve("a/1.png"), ImageCodec.png(toys.read(0)));
    Files.write(photographs.resolve("a/1_face2.png"), ImageCodec.png(toys.read(1)));
    FolderAlignment.Report report =
        align(face("a/1.jpg") + face("a/1.png") + face("a/1.png") + face("a/1_face2.png"));
    assertThat(report.pictures()).isEqualTo(4);
    assertThat(report.aligned()).isEqualTo(3);
    assertThat(folder.resolve("out/a/1.png")).isRegularFile();
    assertThat(ImageCodec.read(folder.resolve("out/a/1.png.png")).rgb())
        .as("points that are the template's leave the picture as it is")
        .isEqualTo(toys.read(0).rgb());
    assertThat(ImageCodec.read(folder.resolve("out/a/1_face2.png.png")).rgb())
        .isEqualTo(toys.read(1).rgb());
  }

  @Test
  void linksAreFollowedAndWhatIsNoPictureIsCounted() throws IOException {
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(photographs.resolve("a/1.jpg"), folder.resolve("elsewhere/photo"));
    Files.createSymbolicLink(photographs.resolve("b"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(photographs.resolve("gone.jpg"), folder.resolve("nowhere"));
    Files.writeString(photographs.resolve("notes.txt"), "none");
    Files.createDirectories(photographs.resolve(".cache"));
    Files.writeString(photographs.resolve("phone.heic"), "another format");
    FolderAlignment.Report report = align(face("b/photo") + face("c/none.jpg"));
    assertThat(report.pictures()).isEqualTo(5);
    assertThat(report.aligned()).isOne();
    assertThat(report.misses()).containsOnlyKeys("a/1.jpg", "a/2.jpg", "gone.jpg", "phone.heic");
    assertThat(report.misses().get("gone.jpg")).contains("link to nothing");
    assertThat(report.misses().get("phone.heic")).contains("none of JPEG, PNG, BMP");
    assertThat(report.remarks())
        .containsExactly(
            "hidden files and folders left out: 1 (.cache)",
            "files that are no pictures left out: 1 (notes.txt)",
            "names in the landmark file without a picture: 1 (c/none.jpg)");
  }

  /** Fractions, a mirrored face, points outside, on one line, not finite: each says what it is. */
  @Test
  void landmarksThatNoFaceHasAreMissesWithTheirReasons() throws IOException {
    double[] template = AlignmentTemplate.ARCFACE_112.points().xy();
    String[] reasons = {
      "fractions of the picture's size",
      "left and right are exchanged",
      "outside the picture of 120 x 120",
      "on one line",
      "not all finite"
    };
    StringBuilder text = new StringBuilder();
    for (int kind = 0; kind < reasons.length; kind++) {
      Files.copy(photographs.resolve("a/1.jpg"), photographs.resolve(kind + ".jpg"));
      text.append(kind).append(".jpg");
      for (int i = 0; i < 10; i++) {
        boolean x = i % 2 == 0;
        double value =
            switch (kind) {
              case 0 -> template[i] / 112;
              case 1 -> x ? 112 - template[i] : template[i];
              case 2 -> template[i] + 200;
              case 3 -> 10 + i / 2 * 7 + (x ? 0 : 3);
              default -> i == 4 ? Double.NaN : template[i];
            };
        text.append(' ').append(value);
      }
      text.append('\n');
    }
    FolderAlignment.Report report = align(text.toString());
    assertThat(report.aligned()).isZero();
    for (int kind = 0; kind < reasons.length; kind++) {
      assertThat(report.misses().get(kind + ".jpg")).contains(reasons[kind]);
    }
  }

  /** The template, turned by any angle, enlarged and moved, is a face; so is a strong profile. */
  @Test
  void facesOfAnyTurnAndScaleAreFaces() {
    FivePoints template = AlignmentTemplate.ARCFACE_112.points();
    for (int degrees = 0; degrees < 360; degrees += 15) {
      double angle = Math.toRadians(degrees);
      SimilarityTransform turn =
          new SimilarityTransform(3 * Math.cos(angle), 3 * Math.sin(angle), 400, 400);
      double[] turned = turn.apply(template).xy();
      assertThat(FaceShape.objection(turned, 800, 800)).isEmpty();
      assertThat(FaceShape.likeness(turned)).isCloseTo(1, within(1e-12));
    }
    double[] profile = template.xy();
    for (int i = 0; i < 10; i += 2) {
      profile[i] = 50 + .15 * (profile[i] - 50) + (i == 4 ? 14 : 0);
    }
    assertThat(FaceShape.objection(profile, 112, 112)).isEmpty();
    assertThat(FaceShape.likeness(profile)).isBetween(.7, .95);
  }

  /** Each scheme of 106 points is told by where its points lie: the others' make no such face. */
  @Test
  void theSchemeOfManyPointsIsTold() {
    double[] template = AlignmentTemplate.ARCFACE_112.points().xy();
    int[][] eyesNoseMouth = {{104, 105, 54, 84, 90}, {104, 105, 46, 84, 90}, {38, 88, 86, 52, 61}};
    PointScheme[] schemes = {
      PointScheme.JD_106, PointScheme.SENSETIME_106, PointScheme.INSIGHTFACE_106
    };
    int[][] around = {{33, 35, 39, 40}, {87, 89, 93, 94}};
    for (int kind = 0; kind < schemes.length; kind++) {
      double[] points = new double[212];
      for (int i = 0; i < 106; i++) {
        points[2 * i] = 20 + 70 * Math.cos(i);
        points[2 * i + 1] = 90 + 20 * Math.sin(3 * i);
      }
      for (int i = 0; i < 5; i++) {
        int[] places = kind == 2 && i < 2 ? around[i] : new int[] {eyesNoseMouth[kind][i]};
        for (int place : places) {
          points[2 * place] = template[2 * i];
          points[2 * place + 1] = template[2 * i + 1];
        }
      }
      PointScheme told = PointScheme.of(106, List.of(points));
      assertThat(told).isEqualTo(schemes[kind]);
      assertThat(told.five(points)).containsExactly(template, within(1e-9));
    }
    double[] wflw = new double[196];
    int[] places = {96, 97, 54, 76, 82};
    for (int i = 0; i < 10; i++) {
      wflw[2 * places[i / 2] + i % 2] = template[i];
    }
    assertThat(PointScheme.of(98, List.of(wflw)).five(wflw)).containsExactly(template);
  }

  @Test
  void aPictureThatChangedIsDoneAgain() throws IOException {
    align(face("a/1.jpg") + face("a/2.jpg"));
    ToyFaces toys = new ToyFaces(5, ToyFaces.Split.TEST, 1, 1, 112);
    Files.write(photographs.resolve("a/1.jpg"), ImageCodec.png(toys.read(0)));
    FolderAlignment.Report report = align(face("a/1.jpg") + face("a/2.jpg"));
    assertThat(report.resumed()).isOne();
    assertThat(ImageCodec.read(folder.resolve("out/a/1.png")).rgb()).isEqualTo(toys.read(0).rgb());
  }

  /** What was missed at one score may be found at another: the folder is not taken over. */
  @Test
  void anotherScoreInTheSameFolderIsRefused() throws IOException {
    float[] points = {0, .5f, 2, .5f, 1, 1.5f, .25f, 2.5f, 1.75f, 2.5f};
    RecognisedDetector detector =
        RecognisedDetector.of(
            TinyDetectors.scrfd(new float[4], points).write(folder.resolve("d.onnx"), 640));
    FolderAlignment.Options options =
        new FolderAlignment.Options(AlignmentTemplate.ARCFACE_112, FacePolicy.LARGEST, 95, 1);
    Path out = folder.resolve("out");
    FolderAlignment.run(photographs, out, options, detector, Progress.SILENT);
    RecognisedDetector lower = detector.with(detector.options().withMinimumScore(.1));
    assertThatThrownBy(() -> FolderAlignment.run(photographs, out, options, lower, Progress.SILENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("(minimum score: 0.5 then, 0.1 now)");
  }

  /** Each thing the faces are made of, changed alone, is refused by its name. */
  @Test
  void whateverAFaceIsMadeOfIsNamedWhereItChanged() throws IOException {
    String landmarks = face("a/1.jpg") + face("a/2.jpg");
    align(landmarks);
    refused(
        landmarks,
        new FolderAlignment.Options(
            AlignmentTemplate.named("arcface-224"), FacePolicy.LARGEST, 0, 2),
        "template");
    refused(
        landmarks,
        new FolderAlignment.Options(AlignmentTemplate.ARCFACE_112, FacePolicy.ALL, 0, 2),
        "faces");
    refused(
        landmarks,
        new FolderAlignment.Options(AlignmentTemplate.ARCFACE_112, FacePolicy.LARGEST, 95, 2),
        "format");
    refused(
        landmarks.replaceFirst("38.295", "38.29501"),
        new FolderAlignment.Options(AlignmentTemplate.ARCFACE_112, FacePolicy.LARGEST, 0, 2),
        "landmarks");
    assertThat(align(landmarks).resumed()).isEqualTo(2);
  }

  private void refused(String landmarks, FolderAlignment.Options options, String part)
      throws IOException {
    LandmarkTable table =
        LandmarkTable.read(Files.writeString(folder.resolve("five.txt"), landmarks));
    assertThatThrownBy(
            () ->
                FolderAlignment.fromLandmarks(
                    photographs, folder.resolve("out"), options, table, Progress.SILENT))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("aligned otherwise (" + part + ": ");
  }

  /** A detector's file and each of its options, changed alone. */
  @Test
  void whateverADetectorDependsOnIsAnIngredient() throws IOException {
    float[] points = {0, .5f, 2, .5f, 1, 1.5f, .25f, 2.5f, 1.75f, 2.5f};
    RecognisedDetector one =
        RecognisedDetector.of(
            TinyDetectors.scrfd(new float[4], points).write(folder.resolve("d.onnx"), 640));
    points[0] = .125f;
    RecognisedDetector other =
        RecognisedDetector.of(
            TinyDetectors.scrfd(new float[4], points).write(folder.resolve("e.onnx"), 640));
    DetectorOptions standard = one.options();
    assertThat(one.ingredients().differences(other.ingredients()))
        .singleElement()
        .asString()
        .startsWith("detector file: ");
    assertThat(differences(one, standard.withMinimumScore(.25)))
        .containsExactly("minimum score: 0.5 then, 0.25 now");
    assertThat(differences(one, standard.withMaximumSidePx(320)))
        .containsExactly("maximum side px: 640 then, 320 now");
    assertThat(
            differences(
                one, new DetectorOptions(standard.minimumScore(), .7, standard.maximumSidePx())))
        .singleElement()
        .asString()
        .startsWith("maximum overlap: ");
    assertThat(one.ingredients().parts().get("OpenCV")).contains("SSE").contains("4.");
  }

  private static List<String> differences(RecognisedDetector detector, DetectorOptions options) {
    return detector.ingredients().differences(detector.with(options).ingredients());
  }

  /** Names with tabs, line ends and a spreadsheet's formulas, before and after a kill. */
  @Test
  void namesOfAnyCharactersAreTakenUpAgain() throws IOException {
    ToyFaces toys = new ToyFaces(3, ToyFaces.Split.TEST, 3, 1, 112);
    List<String> names = List.of("=1+1\t.png", "a/two\nlines.png", "@'\\t.png");
    Map<String, List<DetectedFace>> faces = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Files.write(photographs.resolve(names.get(i)), ImageCodec.png(toys.read(i)));
      faces.put(
          names.get(i),
          List.of(new DetectedFace(0, 0, 112, 112, AlignmentTemplate.ARCFACE_112.points(), 1)));
    }
    Path table = folder.resolve("given.tsv");
    new LandmarkTable(faces).write(table);
    assertThat(Files.readString(table)).contains("\n'=1+1\\t.png\t", "two\\nlines", "'@'\\\\t.png");
    assertThat(LandmarkTable.read(table).faces().keySet()).containsExactlyElementsOf(names);
    FolderAlignment.Report first = align(LandmarkTable.read(table), AlignmentTemplate.ARCFACE_112);
    assertThat(first.aligned()).isEqualTo(3);
    String written = Files.readString(folder.resolve("out/landmarks.tsv"));
    Path journal = folder.resolve("out/.align-journal.jsonl");
    String whole = Files.readString(journal);
    Files.writeString(journal, whole.substring(0, whole.length() - 40));
    FolderAlignment.Report second = align(LandmarkTable.read(table), AlignmentTemplate.ARCFACE_112);
    assertThat(second.resumed()).isEqualTo(4);
    assertThat(second.aligned()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("out/landmarks.tsv"))).isEqualTo(written);
    assertThat(Files.readString(folder.resolve("out/misses.tsv"))).contains("a/1.jpg", "a/2.jpg");
  }

  /** A line that cannot be read is its picture done again. */
  @Test
  void aDamagedLineOfTheJournalIsDoneAgain() throws IOException {
    align(face("a/1.jpg") + face("a/2.jpg"));
    Path journal = folder.resolve("out/.align-journal.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(journal));
    lines.set(1, "{\"path\": \"a/1.jpg\"");
    Files.write(journal, lines);
    FolderAlignment.Report report = align(face("a/1.jpg") + face("a/2.jpg"));
    assertThat(report.resumed()).isOne();
    assertThat(report.aligned()).isEqualTo(2);
  }

  @Test
  void anOutputThatIsAFileIsRefused() throws IOException {
    Files.writeString(folder.resolve("out"), "a file");
    assertThatThrownBy(() -> align(face("a/1.jpg")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("it is a file");
  }

  @Test
  void landmarksOfOtherPicturesAreRefused() {
    assertThatThrownBy(() -> align(face("x/9.jpg")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("None of the 1 names")
        .hasMessageContaining("x/9.jpg");
  }
}
