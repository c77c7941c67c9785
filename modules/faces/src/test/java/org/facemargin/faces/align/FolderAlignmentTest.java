package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
        .hasMessageContaining("template=arcface-112")
        .hasMessageContaining("template=arcface-128");
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
  }
}
