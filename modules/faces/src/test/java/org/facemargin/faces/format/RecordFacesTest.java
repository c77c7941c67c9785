package org.facemargin.faces.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are built byte by byte from the specification of RecordIO, not by our own writer. */
class RecordFacesTest {

  private static final String MAGIC = "0A 23 D7 CE";
  private static final ToyFaces TOYS = new ToyFaces(1, ToyFaces.Split.TRAIN, 3, 2, 16);

  @TempDir private Path folder;

  private Path rec() {
    return folder.resolve("train.rec");
  }

  private void idx(String text) throws IOException {
    Files.writeString(folder.resolve("train.idx"), text);
  }

  /** A whole record: magic, length, payload, zeros to a multiple of four. */
  private static void record(Bytes out, byte[] payload) {
    out.hex(MAGIC).i32(payload.length).raw(payload).raw(new byte[-payload.length & 3]);
  }

  /** IRHeader with one label: flag 0, label, id, id2, picture. */
  private static byte[] picture(float label, long id, byte[] image) {
    return new Bytes().i32(0).f32(label).i64(id).i64(0).raw(image).toArray();
  }

  /** IRHeader with an array of labels: flag = how many, scalar 0, id, id2, labels, picture. */
  private static byte[] labelled(float[] labels, long id, byte[] image) {
    Bytes out = new Bytes().i32(labels.length).f32(0).i64(id).i64(0);
    for (float label : labels) {
      out.f32(label);
    }
    return out.raw(image).toArray();
  }

  /**
   * insightface's order: pictures 1 and 2, identities 3 and 4, the header with key 0 last. Its
   * labels are [first identity key, end of keys) = [3, 5).
   */
  @Test
  void headerWrittenLast() throws IOException {
    byte[] png = ImageCodec.png(TOYS.read(0));
    Bytes out = new Bytes();
    StringBuilder idx = new StringBuilder();
    byte[][] payloads = {
      picture(0, 1, png),
      labelled(new float[] {1, 0}, 2, png),
      labelled(new float[] {1, 2}, 3, new byte[0]),
      labelled(new float[] {2, 3}, 4, new byte[0]),
      labelled(new float[] {3, 5}, 0, new byte[0])
    };
    long[] keys = {1, 2, 3, 4, 0};
    for (int i = 0; i < keys.length; i++) {
      idx.append(keys[i]).append('\t').append(out.size()).append('\n');
      record(out, payloads[i]);
    }
    Files.write(rec(), out.toArray());
    idx(idx.toString());
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.hasHeader()).isTrue();
      assertThat(faces.size()).isEqualTo(2);
      assertThat(faces.identities()).isEqualTo(2);
      assertThat(faces.labelOf(0)).isZero();
      assertThat(faces.labelOf(1)).isOne();
      assertThat(faces.nameOf(1)).isEqualTo("2");
      assertThat(faces.encoded(1)).isEqualTo(png);
      assertThat(faces.read(0).rgb()).isEqualTo(TOYS.read(0).rgb());
    }
    Files.delete(folder.resolve("train.idx"));
    try (RecordFaces scanned = RecordFaces.open(rec())) {
      assertThat(scanned.hasHeader()).as("the index is made from the records' ids").isTrue();
      assertThat(scanned.size()).isEqualTo(2);
    }
  }

  /**
   * Without a header (im2rec, shuffled files) every record is a picture; four labels: the first.
   */
  @Test
  void noHeaderAndSeveralLabels() throws IOException {
    byte[] png = ImageCodec.png(TOYS.read(0));
    Bytes out = new Bytes();
    record(out, picture(7, 0, png));
    int second = out.size();
    record(out, labelled(new float[] {3, .5f, .25f, .125f}, 1, png));
    Files.write(rec(), out.toArray());
    idx("0\t0\n1\t" + second + "\n");
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.hasHeader()).isFalse();
      assertThat(faces.size()).isEqualTo(2);
      assertThat(faces.identities()).isEqualTo(2);
      assertThat(faces.labelOf(1)).isZero();
      assertThat(faces.identityName(0)).isEqualTo("3");
      assertThat(faces.identityName(1)).isEqualTo("7");
      assertThat(faces.encoded(1)).isEqualTo(png);
    }
  }

  /**
   * A payload whose bytes 28..31 (a multiple of four, counted with the 24 bytes of the header) are
   * the magic is written as two parts, the magic dropped: 28 bytes of flag 1, the rest of flag 3.
   * Two magics in a row make an empty middle part of flag 2.
   */
  @Test
  void aPayloadWithTheMagicIsSplitAndJoined() throws IOException {
    byte[] magic = {0x0A, 0x23, (byte) 0xD7, (byte) 0xCE};
    byte[] image = new Bytes().text("abcd").raw(magic).raw(magic).text("efghi").toArray();
    byte[] whole = picture(5, 9, image);
    Bytes out = new Bytes();
    out.hex(MAGIC).i32(1L << 29 | 28).raw(Arrays.copyOf(whole, 28));
    out.hex(MAGIC).i32(2L << 29);
    out.hex(MAGIC).i32(3L << 29 | 5).text("efghi").hex("00 00 00");
    Files.write(rec(), out.toArray());
    idx("0\t0\n");
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.encoded(0)).isEqualTo(image);
      assertThat(faces.identityName(faces.labelOf(0))).isEqualTo("5");
    }
    Path ours = folder.resolve("ours.rec");
    RecordWriter.write(ours, writer -> writer.record(0, ImageRecord.of(5, 9, image)));
    assertThat(Files.readAllBytes(ours)).isEqualTo(out.toArray());
    assertThat(Files.readString(folder.resolve("ours.idx"))).isEqualTo("0\t0\n");
  }

  /** The magic at an offset that is no multiple of four is left alone. */
  @Test
  void anUnalignedMagicIsNotSplit() throws IOException {
    byte[] image = new Bytes().text("a").hex(MAGIC).text("b").toArray();
    Path ours = folder.resolve("ours.rec");
    RecordWriter.write(ours, writer -> writer.record(3, ImageRecord.of(1, 3, image)));
    Bytes expected = new Bytes();
    record(expected, picture(1, 3, image));
    assertThat(Files.readAllBytes(ours)).isEqualTo(expected.toArray());
  }

  /**
   * 2^24 + 1 = 16,777,217 has no float32: the header says 16,777,216. Keys are sparse here, so that
   * the file stays small: pictures 1 and 16,777,216, identities from 16,777,217 on.
   */
  @Test
  void labelsBeyondTwoToTheTwentyFour() throws IOException {
    long a = (1L << 24) + 1;
    byte[] png = ImageCodec.png(TOYS.read(0));
    Bytes out = new Bytes();
    StringBuilder idx = new StringBuilder();
    byte[][] payloads = {
      picture(0, 1, png),
      picture(1, a - 1, png),
      labelled(new float[] {1, 2}, a, new byte[0]),
      labelled(new float[] {a - 1, a}, a + 1, new byte[0]),
      labelled(new float[] {a, a + 2}, 0, new byte[0])
    };
    long[] keys = {1, a - 1, a, a + 1, 0};
    for (int i = 0; i < keys.length; i++) {
      idx.append(keys[i]).append('\t').append(out.size()).append('\n');
      record(out, payloads[i]);
    }
    Files.write(rec(), out.toArray());
    idx(idx.toString());
    assertThat((float) a).isEqualTo(16_777_216f);
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.size()).isEqualTo(2);
      assertThat(faces.identities()).isEqualTo(2);
    }
  }

  /** A file of more than 5 GiB, sparse on disk: the second record begins beyond 2^32. */
  @Test
  void offsetsBeyondFourGiB() throws IOException {
    long far = (5L << 30) + 4;
    byte[] png = ImageCodec.png(TOYS.read(1));
    Bytes first = new Bytes();
    record(first, picture(0, 0, png));
    Bytes second = new Bytes();
    record(second, picture(1, 1, png));
    try (FileChannel channel =
        FileChannel.open(
            rec(),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(first.toArray()), 0);
      channel.write(ByteBuffer.wrap(second.toArray()), far);
    }
    idx("0\t0\n1\t" + far + "\n");
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.size()).isEqualTo(2);
      assertThat(faces.labelOf(1)).isOne();
      assertThat(faces.read(1).rgb()).isEqualTo(TOYS.read(1).rgb());
    }
    Files.delete(folder.resolve("train.idx"));
    assertThatThrownBy(() -> RecordFaces.open(rec()))
        .hasMessageContaining("record 1 at offset " + first.size())
        .hasMessageContaining("stands 00000000");
  }

  @Test
  void whatIsWrittenIsReadBackEqual() {
    RecordWriter.write(rec(), TOYS, Progress.SILENT);
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.size()).isEqualTo(6);
      assertThat(faces.identities()).isEqualTo(3);
      for (int i = 0; i < 6; i++) {
        assertThat(faces.labelOf(i)).isEqualTo(TOYS.labelOf(i));
        assertThat(faces.encoded(i)).isEqualTo(ImageCodec.jpeg(TOYS.read(i), 95));
      }
    }
  }

  @Test
  void picturesThatAreNotInTheOrderOfIdentitiesAreWrittenSo() {
    LabelledFaces mixed = new Reversed(TOYS);
    RecordWriter.write(rec(), mixed, Progress.SILENT);
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThat(faces.identities()).isEqualTo(3);
      assertThat(faces.labelOf(0)).isZero();
      assertThat(faces.labelOf(5)).isEqualTo(2);
      assertThat(faces.encoded(0)).isEqualTo(ImageCodec.jpeg(TOYS.read(1), 95));
    }
  }

  @Test
  void aTruncatedFileNamesRecordAndOffset() throws IOException {
    RecordWriter.write(rec(), TOYS, Progress.SILENT);
    byte[] whole = Files.readAllBytes(rec());
    long third =
        Long.parseLong(
            Files.readAllLines(folder.resolve("train.idx"), StandardCharsets.US_ASCII)
                .get(2)
                .split("\t")[1]);
    Files.write(rec(), Arrays.copyOf(whole, (int) third + 20));
    Files.delete(folder.resolve("train.idx"));
    assertThatThrownBy(() -> RecordFaces.open(rec()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("record 2 at offset " + third)
        .hasMessageContaining("cut off");
  }

  @Test
  void aFlippedMagicNamesRecordAndOffset() throws IOException {
    RecordWriter.write(rec(), TOYS, Progress.SILENT);
    byte[] whole = Files.readAllBytes(rec());
    whole[2] ^= 1;
    Files.write(rec(), whole);
    assertThatThrownBy(() -> RecordFaces.open(rec()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("record 1 at offset 0")
        .hasMessageContaining("CED6230A");
  }

  @Test
  void aCorruptPictureNamesRecordAndOffset() throws IOException {
    byte[] png = ImageCodec.png(TOYS.read(0));
    png[40] ^= 1;
    Bytes out = new Bytes();
    record(out, picture(0, 0, png));
    Files.write(rec(), out.toArray());
    idx("0\t0\n");
    try (RecordFaces faces = RecordFaces.open(rec())) {
      assertThatThrownBy(() -> faces.read(0))
          .hasMessageContaining("record 0 at offset 0")
          .hasMessageContaining("check sum");
    }
  }

  /** Of six labels each is changed alone; the lengths and places of all records stay. */
  @Test
  void aChangedLabelIsAnotherTrainingSet() throws IOException {
    RecordWriter.write(rec(), TOYS, Progress.SILENT);
    String print = fingerprint();
    assertThat(fingerprint()).isEqualTo(print);
    byte[] whole = Files.readAllBytes(rec());
    for (String line : Files.readAllLines(folder.resolve("train.idx")).subList(0, 6)) {
      int label = Integer.parseInt(line.split("\t")[1]) + 8 + 4;
      ByteBuffer changed = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
      changed.putFloat(label, (changed.getFloat(label) + 1) % 3);
      Files.write(rec(), changed.array());
      assertThat(fingerprint()).as(line).isNotEqualTo(print);
    }
  }

  /** One bit in the middle of the first picture; the heads of all records stay. */
  @Test
  void aChangedPictureIsAnotherTrainingSet() throws IOException {
    RecordWriter.write(rec(), TOYS, Progress.SILENT);
    String print = fingerprint();
    byte[] whole = Files.readAllBytes(rec());
    List<String> lines = Files.readAllLines(folder.resolve("train.idx"));
    int first = Integer.parseInt(lines.get(1).split("\t")[1]);
    int second = Integer.parseInt(lines.get(2).split("\t")[1]);
    whole[(first + second) / 2] ^= 1;
    Files.write(rec(), whole);
    assertThat(fingerprint()).isNotEqualTo(print);
  }

  private String fingerprint() {
    try (RecordFaces faces = RecordFaces.open(rec())) {
      return faces.fingerprint();
    }
  }

  @Test
  void theObsoleteVariantAndABadIndexAreNamed() throws IOException {
    Files.write(rec(), new Bytes().hex("0A 23 D7 3E").i32(0).toArray());
    assertThatThrownBy(() -> RecordFaces.open(rec())).hasMessageContaining("obsolete");
    idx("1\tx\n");
    assertThatThrownBy(() -> RecordFaces.open(rec()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("train.idx:1: expected 'key<TAB>offset'");
    idx("0\t0\n0\t8\n");
    assertThatThrownBy(() -> RecordFaces.open(rec())).hasMessageContaining("key 0 comes twice");
  }

  private record Reversed(LabelledFaces origin) implements LabelledFaces {
    @Override
    public int labelOf(int index) {
      return origin.labelOf(size() - 1 - index);
    }

    @Override
    public int identities() {
      return origin.identities();
    }

    @Override
    public String fingerprint() {
      return origin.fingerprint();
    }

    @Override
    public int size() {
      return origin.size();
    }

    @Override
    public String nameOf(int index) {
      return origin.nameOf(size() - 1 - index);
    }

    @Override
    public FaceImage read(int index) {
      return origin.read(size() - 1 - index);
    }
  }
}
