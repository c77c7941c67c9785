package org.facemargin.faces.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.DetectedFace;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.format.RecordFaces;
import org.facemargin.faces.format.RecordWriter;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.pairs.PackedPairs;
import org.facemargin.faces.pairs.PackedPairsWriter;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.faces.toy.ToyFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInspectorTest {

  private static final ToyFaces TOYS = new ToyFaces(1, ToyFaces.Split.TEST, 20, 2, 32);

  @TempDir private Path folder;

  private Map<String, Object> inspect(String name) {
    return FileInspector.inspect(folder.resolve(name), Progress.SILENT).facts();
  }

  private Map<String, Object> inspectText(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    return inspect(name);
  }

  @Test
  void recordFilesAndTheirIndex() {
    RecordWriter.write(folder.resolve("a.rec"), TOYS, Progress.SILENT);
    Inspection inspection = FileInspector.inspect(folder.resolve("a.rec"), Progress.SILENT);
    assertThat(inspection.facts())
        .containsEntry("kind", "recordio")
        .containsEntry("header", "insightface")
        .containsEntry("records", 61)
        .containsEntry("images", 40)
        .containsEntry("identities", 20)
        .containsEntry("label_range", List.of(0, 19))
        .containsEntry("image_size", List.of(32, 32));
    assertThat(inspection.firstPictures()).hasSize(24);
    assertThat(inspect("a.idx")).containsEntry("kind", "record-index").containsEntry("records", 61);
  }

  @Test
  void aTruncatedRecordFileIsAnErrorWithItsPlaceThoughItsIndexIsWhole() throws IOException {
    Path rec = folder.resolve("a.rec");
    RecordWriter.write(rec, TOYS, Progress.SILENT);
    byte[] whole = Files.readAllBytes(rec);
    Files.write(rec, Arrays.copyOf(whole, whole.length - 10));
    assertThatThrownBy(() -> inspect("a.rec"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("record 60 at offset");
  }

  @Test
  void packedPairs() throws IOException {
    Path bin = folder.resolve("a.bin");
    PackedPairsWriter.write(
        bin, TOYS.pairs(10, 2), PackedPairsWriter.Readable.BY_PYTHON_3, Progress.SILENT);
    assertThat(inspect("a.bin"))
        .containsEntry("kind", "packed-pairs")
        .containsEntry("images", 80)
        .containsEntry("pairs", 40)
        .containsEntry("same", 20)
        .containsEntry("image_size", List.of(32, 32));
    byte[] whole = Files.readAllBytes(bin);
    whole[100] ^= 0x55;
    Files.write(bin, whole);
    Files.write(folder.resolve("evil.bin"), "cos\nsystem\n(S'ls'\ntR.".getBytes("US-ASCII"));
    assertThatThrownBy(() -> inspect("evil.bin")).hasMessageContaining("os.system");
  }

  @Test
  void foldersListsAndPictures() {
    ToyFolder.write(TOYS, folder.resolve("set"), Progress.SILENT);
    assertThat(inspect("set"))
        .containsEntry("kind", "folder")
        .containsEntry("images", 40)
        .containsEntry("identities", 20);
    assertThat(inspect("set.lst"))
        .containsEntry("kind", "image-list")
        .containsEntry("layout", "plain")
        .containsEntry("identities", 20);
    assertThat(inspect("set/test-00001/000.jpg"))
        .containsEntry("kind", "jpeg")
        .containsEntry("image_size", List.of(32, 32));
  }

  @Test
  void theTextFilesOfTheField() throws IOException {
    assertThat(inspectText("pairs.txt", "1\t1\nAda\t1\t2\nAda\t1\tBob\t2\n"))
        .containsEntry("kind", "lfw-pairs")
        .containsEntry("pairs", 2)
        .containsEntry("same", 1)
        .containsEntry("images", 3);
    assertThat(inspectText("tid.txt", "1.jpg 1 69544\n2.jpg 1 69544\n3.jpg 2 7\n"))
        .containsEntry("kind", "ijb-templates")
        .containsEntry("images", 3L)
        .containsEntry("templates", 2)
        .containsEntry("template_media", 2);
    assertThat(inspectText("p.txt", "1 2 1\n3 4 0\n"))
        .containsEntry("kind", "ijb-pairs")
        .containsEntry("pairs", 2L)
        .containsEntry("same", 1L);
    assertThat(inspectText("g.csv", "TEMPLATE_ID,SUBJECT_ID,FILENAME\n3,1,a\n3,1,b\n4,2,c\n"))
        .containsEntry("kind", "ijb-identification")
        .containsEntry("rows", 3L)
        .containsEntry("templates", 2)
        .containsEntry("identities", 2);
    assertThat(
            inspectText(
                "splits.txt",
                "split, pair, a, b, s, same\n1, 1, Ann/0, Ann/1, 1, 1\n2,1,A/0,B/1,0,0\n"))
        .containsEntry("kind", "ytf-splits")
        .containsEntry("pairs", 2L)
        .containsEntry("same", 1L)
        .containsEntry("folds", 2);
    assertThat(inspectText("noise.txt", "# comment\na1/a2/x\n"))
        .containsEntry("kind", "megaface-noises")
        .containsEntry("images", 1L);
    assertThat(inspectText("list.json", "{\"path\": [\"a/b/1.jpg\", \"c/2.jpg\"]}"))
        .containsEntry("kind", "megaface-list")
        .containsEntry("images", 2L);
    assertThat(
            inspectText(
                "five.txt", "1.jpg 46.0 62.0 87.7 60.3 68.8 77.6 52.1 99.8 86.4 98.6 0.999\n"))
        .containsEntry("kind", "landmarks");
    assertThat(inspectText("train.txt", "a/1.jpg 0\na/2.jpg 0\nb/1.jpg 1\n"))
        .containsEntry("kind", "image-list")
        .containsEntry("images", 3)
        .containsEntry("identities", 2);
    assertThat(inspectText("68.csv", "a.jpg" + ",1.5".repeat(136) + "\n"))
        .containsEntry("kind", "landmarks")
        .containsEntry("faces", 1);
    assertThatThrownBy(() -> inspectText("p.txt", "1 2 1\n3 4\n"))
        .hasMessageContaining("p.txt:2: expected 3 fields, got 2");
    assertThatThrownBy(() -> inspectText("odd.xyz", "hello\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none of the files that are known");
    assertThatThrownBy(() -> inspectText("empty.bin", "")).hasMessageContaining("empty");
  }

  @Test
  void everyFormatIntoEveryOther() {
    Path set = folder.resolve("set");
    ToyFolder.write(TOYS, set, Progress.SILENT);
    Path rec = folder.resolve("a.rec");
    Path back = folder.resolve("back");
    Path list = folder.resolve("again.lst");
    FaceConverter.convert(folder.resolve("set.lst"), rec, Progress.SILENT);
    FaceConverter.convert(rec, back, Progress.SILENT);
    FaceConverter.convert(back, list, Progress.SILENT);
    FaceConverter.convert(rec, folder.resolve("listed.lst"), Progress.SILENT);
    FileFaces listed = FileFaces.list(folder.resolve("listed.lst"));
    FileFaces original = FileFaces.folder(set);
    FileFaces last = FileFaces.list(list);
    try (RecordFaces records = RecordFaces.open(rec)) {
      for (int i = 0; i < 40; i++) {
        assertThat(records.encoded(i)).isEqualTo(original.encoded(i));
        assertThat(listed.encoded(i)).isEqualTo(original.encoded(i));
        assertThat(listed.labelOf(i)).isEqualTo(original.labelOf(i));
        assertThat(last.encoded(i)).isEqualTo(original.encoded(i));
        assertThat(last.labelOf(i)).isEqualTo(original.labelOf(i));
      }
    }
    Path bin = folder.resolve("a.bin");
    PackedPairsWriter.write(
        bin, TOYS.pairs(10, 2), PackedPairsWriter.Readable.BY_PYTHON_2_AND_3, Progress.SILENT);
    FaceConverter.convert(bin, folder.resolve("unpacked"), Progress.SILENT);
    FaceConverter.convert(folder.resolve("unpacked"), folder.resolve("b.bin"), Progress.SILENT);
    PackedPairs one = PackedPairs.read(bin);
    PackedPairs two = PackedPairs.read(folder.resolve("b.bin"));
    for (int i = 0; i < one.size(); i++) {
      assertThat(Arrays.equals(two.encoded(i), one.encoded(i))).isTrue();
      assertThat(two.isSame(i / 2)).isEqualTo(one.isSame(i / 2));
    }
    assertThatThrownBy(() -> FaceConverter.convert(set, folder.resolve("x.bin"), Progress.SILENT))
        .isInstanceOf(ConfigurationException.class);
  }

  /** An unaligned .bin is the usual reason for accuracies that are far too low. */
  @Test
  void packedPairsAreLintedToo() {
    Path bin = folder.resolve("a.bin");
    PackedPairsWriter.write(
        bin, TOYS.pairs(10, 2), PackedPairsWriter.Readable.BY_PYTHON_3, Progress.SILENT);
    FaceDetector blind =
        new FaceDetector() {
          @Override
          public List<DetectedFace> detect(FaceImage image) {
            return List.of();
          }

          @Override
          public void close() {}
        };
    SetLint.Report report =
        SetLint.of(FaceConverter.openPictures(bin), Optional.of(blind), Progress.SILENT);
    assertThat(report.images()).isEqualTo(80);
    assertThat(report.counts()).containsEntry("unaligned", 80).doesNotContainKey("duplicate");
    assertThat(report.findings().get("unaligned").get(1)).contains("pair 0 second: no face");
  }

  @Test
  void lintCountsAndListsEverything() throws IOException {
    Path set = folder.resolve("set");
    ToyFolder.write(TOYS, set, Progress.SILENT);
    Path first = set.resolve("test-00000/000.jpg");
    Files.copy(first, set.resolve("test-00003/copy.jpg"));
    byte[] jpeg = Files.readAllBytes(set.resolve("test-00004/000.jpg"));
    Files.write(set.resolve("test-00004/000.jpg"), Arrays.copyOf(jpeg, jpeg.length - 20));
    Files.createDirectories(set.resolve("test-99999"));
    Files.write(
        set.resolve("test-00005/large.png"),
        ImageCodec.png(new ToyFaces(1, ToyFaces.Split.TRAIN, 1, 1, 64).read(0)));
    SetLint.Report report = SetLint.of(FileFaces.folder(set), Optional.empty(), Progress.SILENT);
    assertThat(report.images()).isEqualTo(42);
    assertThat(report.counts())
        .containsEntry("corrupt", 1)
        .containsEntry("duplicate", 1)
        .containsEntry("empty-identity", 1)
        .containsEntry("size", 1);
    assertThat(report.findings().get("duplicate").get(0)).contains("test-00003/copy.jpg");
    assertThat(report.findings().get("corrupt").get(0)).contains("cut off");
  }
}
