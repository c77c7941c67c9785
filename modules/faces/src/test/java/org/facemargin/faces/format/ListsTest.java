package org.facemargin.faces.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.facemargin.core.DataException;
import org.facemargin.files.npy.NpyHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListsTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("a.lst"), text);
  }

  @Test
  void insightfaceColumnsWithLandmarks() throws IOException {
    Path list =
        file(
            "1\ta/1.jpg\t0\n"
                + "0\tb/2.jpg\t1\t10\t20\t110\t120\t1\t2\t3\t4\t5\t11\t12\t13\t14\t15\n");
    RecordList read = RecordList.read(list);
    assertThat(read.layout()).isEqualTo(RecordList.Layout.INSIGHTFACE);
    assertThat(read.entries().get(0).aligned()).isTrue();
    assertThat(read.entries().get(1).path()).isEqualTo("b/2.jpg");
    assertThat(read.entries().get(1).identity()).isEqualTo("1");
    assertThat(read.entries().get(1).landmarks())
        .containsExactly(1, 11, 2, 12, 3, 13, 4, 14, 5, 15);
  }

  @Test
  void im2recColumns() throws IOException {
    RecordList read = RecordList.read(file("0\t3.000000\ta/1.jpg\n17\t4\tb/2.jpg\n"));
    assertThat(read.layout()).isEqualTo(RecordList.Layout.IM2REC);
    assertThat(read.entries().get(0).identity()).isEqualTo("3");
    assertThat(read.entries().get(1).path()).isEqualTo("b/2.jpg");
  }

  @Test
  void everyLayoutIsWrittenAndReadBack() throws IOException {
    RecordList plain = RecordList.read(file("x.png\t0\ny.png\t2\n"));
    for (RecordList.Layout layout : RecordList.Layout.values()) {
      Path copy = folder.resolve(layout + ".lst");
      new RecordList(layout, plain.entries()).write(copy);
      RecordList back = RecordList.read(copy);
      assertThat(back.layout()).isEqualTo(layout);
      assertThat(back.entries())
          .extracting(RecordList.Entry::path)
          .containsExactly("x.png", "y.png");
      assertThat(back.entries()).extracting(RecordList.Entry::identity).containsExactly("0", "2");
    }
  }

  /** FaceX-Zoo separates by a space, MagFace adds two zeros; a path may hold spaces in both. */
  @Test
  void listsSeparatedBySpaces() throws IOException {
    RecordList zoo = RecordList.read(file("a/1.jpg 0\nb/my face.jpg 12\n"));
    assertThat(zoo.layout()).isEqualTo(RecordList.Layout.PLAIN);
    assertThat(zoo.entries().get(1).path()).isEqualTo("b/my face.jpg");
    assertThat(zoo.entries().get(1).identity()).isEqualTo("12");
    RecordList magFace = RecordList.read(file("a/1.jpg 0 0 0\nb/my face.jpg 0 12 0\n"));
    assertThat(magFace.layout()).isEqualTo(RecordList.Layout.MAGFACE);
    assertThat(magFace.entries().get(1).path()).isEqualTo("b/my face.jpg");
    assertThat(magFace.entries().get(1).identity()).isEqualTo("12");
    Path mixed = file("a/1.jpg 0 0 0\nb/2.jpg 1\n");
    assertThatThrownBy(() -> RecordList.read(mixed)).hasMessageContaining("a.lst:2: expected 4");
  }

  @Test
  void badLinesAreNamed() throws IOException {
    Path mixed = file("1\ta/1.jpg\t0\n1\tb/2.jpg\n");
    assertThatThrownBy(() -> RecordList.read(mixed))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.lst:2: expected 3, 7 or 17 fields");
    Path odd = file("x/1.jpg\ty\tz\n");
    assertThatThrownBy(() -> RecordList.read(odd))
        .hasMessageContaining("a.lst:1: cannot tell the order of columns");
  }

  @Test
  void megaFaceMatrices() {
    byte[] bytes = new Bytes().i32(2).i32(1).i32(4).i32(5).f32(.5f).f32(-2).toArray();
    assertThat(OpenCvMatrix.parse("f.bin", bytes).values()).containsExactly(.5f, -2);
    assertThat(new OpenCvMatrix(new float[] {.5f, -2}).toBytes()).isEqualTo(bytes);
    byte[] wrong = new Bytes().i32(3).i32(1).i32(4).i32(5).f32(1).toArray();
    assertThatThrownBy(() -> OpenCvMatrix.parse("f.bin", wrong))
        .hasMessageContaining("3 floats are announced, 4 bytes follow");
  }

  /** Version 1.0: magic, 01 00, uint16 header length, the dictionary, then 2 x 3 floats. */
  @Test
  void npyHeaders() throws IOException {
    String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
    Bytes out = new Bytes().hex("93").text("NUMPY").hex("01 00").i16(dictionary.length());
    byte[] whole = out.text(dictionary).raw(new byte[24]).toArray();
    Path npy = Files.write(folder.resolve("a.npy"), whole);
    NpyHeader header = NpyHeader.read(npy);
    assertThat(header.shape()).containsExactly(2L, 3L);
    assertThat(header.dtype()).isEqualTo("<f4");
    assertThat(header.elements()).isEqualTo(6);
    Files.write(npy, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> NpyHeader.read(npy))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ends at offset " + whole.length);
    Files.write(npy, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> NpyHeader.read(npy)).hasMessageContaining("not a .npy file");
  }
}
