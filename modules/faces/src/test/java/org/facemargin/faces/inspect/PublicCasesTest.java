package org.facemargin.faces.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.align.FolderAlignment;
import org.facemargin.faces.align.LandmarkTable;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.pairs.PackedPairs;
import org.facemargin.faces.source.FileFaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small files after public reports of what other programs write, where FACEMARGIN_DATA has them:
 * what is right is known from how they were made, 40 people with three faces each.
 */
class PublicCasesTest {

  @TempDir private Path folder;
  private Path cases;

  @BeforeEach
  void findData() {
    String data = System.getenv("FACEMARGIN_DATA");
    assumeTrue(
        data != null && Files.isDirectory(Path.of(data, "cases")),
        "FACEMARGIN_DATA is not set or has no cases: no files after public reports.");
    cases = Path.of(data, "cases");
  }

  private static Map<String, Object> inspect(Path file) {
    return FileInspector.inspect(file, Progress.SILENT).facts();
  }

  /** How many pictures and identities inspect, lint and a training run see. */
  private static void isCounted(Path file, LabelledFaces faces, int pictures, int identities) {
    assertThat(inspect(file)).containsEntry("images", pictures);
    assertThat(inspect(file)).containsEntry("identities", identities);
    assertThat(faces.size()).isEqualTo(pictures);
    assertThat(faces.identities()).isEqualTo(identities);
    SetLint.Report lint = SetLint.of(faces, Optional.empty(), Progress.SILENT);
    assertThat(lint.images()).isEqualTo(pictures);
    assertThat(lint.counts()).doesNotContainKeys("corrupt", "empty-identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"header_classes", "header_no_identities", "header_one_label"})
  void recordHeadersWithoutIdentities(String name) {
    Path file = cases.resolve("rec/" + name + ".rec");
    isCounted(file, FaceConverter.open(file), 120, 40);
    assertThat(inspect(file)).containsEntry("label_range", List.of(0, 39));
    assertThat(inspect(file).get("remarks").toString()).contains("no identity records");
  }

  @ParameterizedTest
  @CsvSource({
    "train.lst, 120, 40, 0, 39",
    "train_backslash.lst, 120, 40, 0, 39",
    "train_bom.lst, 120, 40, 0, 39",
    "train_comma.lst, 120, 40, 0, 39",
    "train_float.lst, 120, 40, 0, 39",
    "train_from1.lst, 120, 40, 1, 40",
    "growing.lst, 120, 40, 0, 39",
    "swapping.lst, 120, 40, 0, 39",
    "train_gaps.lst, 120, 40, 0, 390",
    "train_header.csv, 120, 40, 0, 39",
    "train_ids.lst, 120, 40, 20190000, 20190039",
    "train_insightface.lst, 120, 40, 0, 39",
    "train_label_first.lst, 120, 40, 0, 39",
    "train_more.lst, 121, 41, 0, 40",
    "train_names.lst, 120, 40, 0, 39",
    "train_single.lst, 40, 40, 0, 39"
  })
  void lists(String name, int pictures, int identities, int smallest, int largest)
      throws IOException {
    Path list = Files.copy(cases.resolve("lists/" + name), folder.resolve(name));
    Path faces = cases.resolve("mini");
    FileFaces read = FileFaces.list(list, faces);
    assertThat(read.size()).isEqualTo(pictures);
    assertThat(read.identities()).isEqualTo(identities);
    FileFaces plain = FileFaces.list(cases.resolve("lists/train.lst"), faces);
    for (int i = 0; i < Math.min(120, pictures); i++) {
      int three = name.equals("train_single.lst") ? 3 : 1;
      assertThat(read.labelOf(i)).isEqualTo(plain.labelOf(three * i));
      assertThat(read.encoded(i)).isEqualTo(plain.encoded(three * i));
    }
    for (Path person : Files.list(faces).filter(Files::isDirectory).toList()) {
      Files.createSymbolicLink(folder.resolve(String.valueOf(person.getFileName())), person);
    }
    isCounted(list, read, pictures, identities);
    assertThat(inspect(list)).containsEntry("label_range", List.of(smallest, largest));
  }

  /** An element of 99,999,999,999 bytes; no rows of 2,147,483,647 columns. */
  @ParameterizedTest
  @ValueSource(strings = {"n_hugeitem.npy", "n_wide.npy"})
  void hostileArraysAreRefused(String name) {
    Path file = cases.resolve("hostile/" + name);
    assertThatThrownBy(() -> inspect(file)).isInstanceOf(DataException.class);
  }

  @Test
  void aLabelBelowZeroIsRefusedWithItsLine() {
    Path list = cases.resolve("lists/train_minus1.lst");
    assertThatThrownBy(() -> FileFaces.list(list))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train_minus1.lst:121: expected a label")
        .hasMessageContaining("'-1'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dict",
        "issame_float",
        "issame_np_int",
        "issame_np_int_scalars",
        "np_object_array",
        "p0",
        "p4"
      })
  void packedPairsOfEveryLayout(String name) {
    Path file = cases.resolve("bin/" + name + ".bin");
    assertThat(inspect(file))
        .containsEntry("kind", "packed-pairs")
        .containsEntry("images", 160)
        .containsEntry("pairs", 80)
        .containsEntry("same", 40);
    FaceImageSource pictures = FaceConverter.openPictures(file);
    SetLint.Report lint = SetLint.of(pictures, Optional.empty(), Progress.SILENT);
    assertThat(lint.images()).isEqualTo(160);
    assertThat(lint.counts()).doesNotContainKey("corrupt");
    Path out = folder.resolve("pairs");
    FaceConverter.convert(file, out, Progress.SILENT);
    FaceConverter.convert(out, folder.resolve("back.bin"), Progress.SILENT);
    PackedPairs given = PackedPairs.read(file);
    PackedPairs back = PackedPairs.read(folder.resolve("back.bin"));
    PackedPairs plain = PackedPairs.read(cases.resolve("bin/p4.bin"));
    for (int i = 0; i < 160; i++) {
      assertThat(given.encoded(i)).isEqualTo(plain.encoded(i)).isEqualTo(back.encoded(i));
      assertThat(given.isSame(i / 2)).isEqualTo(plain.isSame(i / 2)).isEqualTo(back.isSame(i / 2));
    }
  }

  private FolderAlignment.Report align(Path photographs, Path landmarks) {
    return FolderAlignment.fromLandmarks(
        photographs,
        folder.resolve("out"),
        new FolderAlignment.Options(AlignmentTemplate.ARCFACE_112, FacePolicy.LARGEST, 0, 2),
        LandmarkTable.read(landmarks),
        Progress.SILENT);
  }

  /** CelebA has whole pixels, the others the same points to hundredths. */
  @ParameterizedTest
  @CsvSource({"celeba.txt, 4", "plain11.txt, 4", "vggface2.csv, 4"})
  void landmarksOfFivePoints(String name, int faces) throws IOException {
    Path file = cases.resolve("landmarks/" + name);
    assertThat(inspect(file)).containsEntry("kind", "landmarks").containsEntry("faces", faces);
    FolderAlignment.Report report = align(cases.resolve("celeba"), file);
    assertThat(report.pictures()).isEqualTo(4);
    assertThat(report.aligned()).isEqualTo(faces);
    assertThat(ImageCodec.read(folder.resolve("out/000001.png")).widthPx()).isEqualTo(112);
  }

  @Test
  void namesWithBlanks() throws IOException {
    Path photographs = Files.createDirectory(folder.resolve("in"));
    Files.copy(cases.resolve("celeba/000000.jpg"), photographs.resolve("person a 1.jpg"));
    Path file = cases.resolve("landmarks/blank.txt");
    assertThat(inspect(file)).containsEntry("kind", "landmarks").containsEntry("faces", 1);
    assertThat(align(photographs, file).aligned()).isOne();
    assertThat(folder.resolve("out/person a 1.png")).isRegularFile();
  }

  /** Their points all lie on the line y = x + 1: they are no faces. */
  @ParameterizedTest
  @ValueSource(strings = {"points98.txt", "points106.txt"})
  void pointsThatNoFaceHasAreMisses(String name) {
    Path file = cases.resolve("landmarks/" + name);
    assertThat(inspect(file)).containsEntry("kind", "landmarks").containsEntry("faces", 4);
    FolderAlignment.Report report = align(cases.resolve("celeba"), file);
    assertThat(report.aligned()).isZero();
    assertThat(report.misses()).hasSize(4);
    assertThat(report.misses().get("000002.jpg")).contains("on one line");
  }
}
