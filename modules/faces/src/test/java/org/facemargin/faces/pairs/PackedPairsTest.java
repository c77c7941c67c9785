package org.facemargin.faces.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.razorvine.pickle.Unpickler;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.faces.format.Bytes;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five layouts are built opcode by opcode from the specification, not by our own writer. */
class PackedPairsTest {

  private static final ToyFaces TOYS = new ToyFaces(1, ToyFaces.Split.TEST, 2, 2, 16);
  private static final List<byte[]> PICTURES = pictures();

  @TempDir private Path folder;

  private static List<byte[]> pictures() {
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pictures.add(ImageCodec.jpeg(TOYS.read(i), 95));
    }
    return pictures;
  }

  private static PackedPairs parse(Bytes bytes) {
    return PackedPairs.parse("x.bin", ByteBuffer.wrap(bytes.toArray()));
  }

  private static void holdsThePairs(Bytes bytes) {
    PackedPairs pairs = parse(bytes);
    assertThat(pairs.pairCount()).isEqualTo(2);
    assertThat(pairs.isSame(0)).isTrue();
    assertThat(pairs.isSame(1)).isFalse();
    for (int i = 0; i < 4; i++) {
      assertThat(pairs.encoded(i)).isEqualTo(PICTURES.get(i));
    }
    assertThat(pairs.read(3).widthPx()).isEqualTo(16);
  }

  /**
   * Python 2: PROTO 2, ], BINPUT, (, BINSTRING and LONG_BINPUT each, APPENDS, NEWTRUE, NEWFALSE.
   */
  @Test
  void layoutOneIsPythonTwoStrings() {
    Bytes out = new Bytes().hex("80 02").text("]").hex("71 00").text("(");
    for (int i = 0; i < 4; i++) {
      out.text("T").i32(PICTURES.get(i).length).raw(PICTURES.get(i)).text("r").i32(i + 1);
    }
    out.text("e]").hex("71 05").text("(").hex("88 89").text("e").hex("86 71 06").text(".");
    holdsThePairs(out);
  }

  /**
   * NumPy uint8 arrays of shape (n, 1), protocol 2: GLOBAL _reconstruct called with (ndarray, (0,),
   * 'b'), then BUILD with (1, shape, dtype, False, data); the dtype is GLOBAL dtype called with
   * ('u1', 0, 1) and its own BUILD. As Python 2 writes it, strings are SHORT_BINSTRING.
   */
  @Test
  void layoutTwoIsNumpyArrays() {
    Bytes out = new Bytes().hex("80 02").text("](");
    for (int i = 0; i < 4; i++) {
      byte[] picture = PICTURES.get(i);
      if (i == 0) {
        out.text("cnumpy.core.multiarray\n_reconstruct\nq").hex("01");
        out.text("cnumpy\nndarray\nq").hex("02");
      } else {
        out.text("h").hex("01").text("h").hex("02");
      }
      out.text("K").hex("00 85").text("U").hex("01").text("b").hex("87").text("R");
      out.text("(K").hex("01").text("M").i16(picture.length).text("K").hex("01 86");
      if (i == 0) {
        out.text("cnumpy\ndtype\nU").hex("02").text("u1K").hex("00").text("K").hex("01 87");
        out.text("Rq").hex("03").text("(K").hex("03").text("U").hex("01").text("|NNN");
        out.text("J").i32(-1).text("J").i32(-1).text("K").hex("00").text("tb");
      } else {
        out.text("h").hex("03");
      }
      out.hex("89").text("T").i32(picture.length).raw(picture).text("tb");
    }
    out.text("e](").hex("88 89").text("e").hex("86").text(".");
    holdsThePairs(out);
  }

  /** Python 3 bytes, protocol 4: FRAME, MEMOIZE, BINBYTES; the flags as the numbers 1 and 0. */
  @Test
  void layoutThreeIsPythonThreeBytes() {
    Bytes body = new Bytes().text("]").hex("94").text("(");
    for (byte[] picture : PICTURES) {
      body.text("B").i32(picture.length).raw(picture).hex("94");
    }
    body.text("e]").hex("94").text("(K").hex("01").text("K").hex("00").text("e");
    body.hex("86 94").text(".");
    holdsThePairs(new Bytes().hex("80 04 95").i64(body.size()).raw(body.toArray()));
  }

  /** Python 3 bytes, protocol 2: GLOBAL _codecs.encode called with (text, 'latin1'). */
  @Test
  void layoutFourIsCodecsEncode() {
    Bytes out = new Bytes().hex("80 02").text("](");
    for (byte[] picture : PICTURES) {
      String text = new String(picture, StandardCharsets.ISO_8859_1);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.text("c_codecs\nencode\nX").i32(utf8.length).raw(utf8);
      out.text("X").i32(6).text("latin1").hex("86").text("R");
    }
    out.text("e](I01\nI00\ne").hex("86").text(".");
    holdsThePairs(out);
  }

  /**
   * NumPy arrays, protocol 5: STACK_GLOBAL numpy._core.numeric._frombuffer (NumPy 2's name) called
   * with (BYTEARRAY8, dtype, (n,), 'C'); the flags as NumPy truth values: multiarray.scalar(b1, one
   * byte).
   */
  @Test
  void layoutFiveIsFromBuffer() {
    Bytes out = new Bytes().hex("80 05").text("](");
    for (byte[] picture : PICTURES) {
      shortText(out, "numpy._core.numeric");
      shortText(out, "_frombuffer");
      out.hex("93").text("(").hex("96").i64(picture.length).raw(picture);
      dtype(out, "u1");
      out.text("M").i16(picture.length).hex("85");
      shortText(out, "C");
      out.text("tR");
    }
    out.text("e](");
    for (int flag : new int[] {1, 0}) {
      shortText(out, "numpy._core.multiarray");
      shortText(out, "scalar");
      out.hex("93");
      dtype(out, "b1");
      out.text("C").hex("01").hex("0" + flag).hex("86").text("R");
    }
    holdsThePairs(out.text("e").hex("86").text("."));
  }

  private static void dtype(Bytes out, String name) {
    shortText(out, "numpy");
    shortText(out, "dtype");
    out.hex("93");
    shortText(out, name);
    out.hex("89 88 87").text("R(K").hex("03");
    shortText(out, "|");
    out.text("NNNJ").i32(-1).text("J").i32(-1).text("K").hex("00").text("tb");
  }

  private static void shortText(Bytes out, String text) {
    out.hex("8C").raw(new byte[] {(byte) text.length()}).text(text);
  }

  @Test
  void whatIsWrittenIsReadBackEqual() throws IOException {
    PairedFaces faces =
        new PairedFaces(TOYS, List.of(new FacePair(0, 1, true), new FacePair(2, 1, false)), 1);
    for (PackedPairsWriter.Readable readable : PackedPairsWriter.Readable.values()) {
      Path file = folder.resolve(readable + ".bin");
      PackedPairsWriter.write(file, faces, readable, Progress.SILENT);
      PackedPairs back = PackedPairs.read(file);
      assertThat(back.pairCount()).isEqualTo(2);
      assertThat(back.isSame(0)).isTrue();
      assertThat(back.isSame(1)).isFalse();
      assertThat(back.encoded(2)).isEqualTo(PICTURES.get(2));
      assertThat(back.encoded(3)).isEqualTo(PICTURES.get(1));
      assertThat(back.toPairedFaces(1).same()).isOne();
    }
  }

  /** An unpickler that is not ours reads what we write. */
  @Test
  void anIndependentUnpicklerAgrees() throws IOException {
    PairedFaces faces = new PairedFaces(TOYS, List.of(new FacePair(0, 1, true)), 1);
    Path file = folder.resolve("ours.bin");
    PackedPairsWriter.write(file, faces, PackedPairsWriter.Readable.BY_PYTHON_3, Progress.SILENT);
    Object whole = new Unpickler().load(new ByteArrayInputStream(Files.readAllBytes(file)));
    Object[] both = (Object[]) whole;
    List<?> pictures = (List<?>) both[0];
    assertThat((byte[]) pictures.get(1)).isEqualTo(PICTURES.get(1));
    assertThat(both[1]).isEqualTo(List.of(true));
  }

  @Test
  void commandsAreRefusedByNameAndNeverRun() {
    Bytes system = new Bytes().text("cos\nsystem\n(S'touch /tmp/never'\ntR.");
    assertThatThrownBy(() -> parse(system))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("x.bin: picture 0, opcode at offset 0")
        .hasMessageContaining("names 'os.system'")
        .hasMessageContaining("refused");
    Bytes eval = new Bytes().hex("80 04");
    shortText(eval, "builtins");
    shortText(eval, "eval");
    eval.hex("93");
    assertThatThrownBy(() -> parse(eval)).hasMessageContaining("names 'builtins.eval'");
    Bytes posix = new Bytes().hex("80 02").text("cposix\nsystem\nX").i32(2).text("ls").hex("85");
    assertThatThrownBy(() -> parse(posix.text("R."))).hasMessageContaining("'posix.system'");
  }

  @Test
  void opcodesThatBuildObjectsAreRefused() {
    for (String opcode : List.of("i", "o", "\u0081", "\u0092", "P", "Q", "\u0082")) {
      Bytes out = new Bytes().hex("80 02").text("](K").hex("01").text(opcode);
      assertThatThrownBy(() -> parse(out.raw(new byte[20])))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("is refused");
    }
  }

  private static Bytes flagged(String flags) {
    Bytes out = new Bytes().hex("80 02").text("](");
    for (byte[] picture : PICTURES) {
      out.text("T").i32(picture.length).raw(picture);
    }
    return out.text("e").text(flags).hex("86").text(".");
  }

  /** Big-endian doubles 1.0 and 0.0 (G), and 1.0 and 0.0 in decimal digits (F). */
  @Test
  void flagsMayBeReals() {
    holdsThePairs(flagged("](G\u003f\u00f0\0\0\0\0\0\0G\0\0\0\0\0\0\0\0e"));
    holdsThePairs(flagged("](F1.0\nF0.0\ne"));
    holdsThePairs(flagged("](I1\nI0\ne"));
    holdsThePairs(flagged("(\u0088\u0089t"));
  }

  /** A truth value that is none would be true to Python, and a pair counted as of one person. */
  @Test
  void flagsThatAreNeitherZeroNorOneAreRefused() {
    for (String flags :
        List.of("](I1\nI2\ne", "](I1\nI-1\ne", "](F1.0\nF0.5\ne", "](F1\nFnan\ne")) {
      assertThatThrownBy(() -> parse(flagged(flags)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("flag of pair 1");
    }
  }

  /** Big-endian 64-bit whole numbers: the type's state says '>'. */
  @Test
  void flagsMayBeNumbersOfAnyByteOrder() {
    for (boolean big : new boolean[] {true, false}) {
      String one = big ? "\0\0\0\0\0\0\0\1" : "\1\0\0\0\0\0\0\0";
      String array =
          "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085U\1b\u0087R"
              + "(K\1K\2\u0085cnumpy\ndtype\nU\2i8\u0089\u0088\u0087R(K\3U\1"
              + (big ? ">" : "<")
              + "NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb"
              + "\u0089U\u0010"
              + one
              + "\0\0\0\0\0\0\0\0tb";
      holdsThePairs(flagged(array));
    }
  }

  /** Python 2's protocol 0: quoted strings with escapes, a picture a line. */
  @Test
  void protocolZeroOfPythonTwo() {
    StringBuilder text = new StringBuilder("((lp0\n");
    for (byte[] picture : PICTURES) {
      text.append("S'");
      for (byte one : picture) {
        text.append(String.format("\\x%02x", one));
      }
      text.append("'\na");
    }
    holdsThePairs(new Bytes().text(text + "(lI01\naI00\nat."));
  }

  /** Forty million lists, each in the memo, would take gigabytes; so would as many memo entries. */
  @Test
  void floodsAreBoundedByTheFilesLength() {
    byte[] lists = new byte[20_000_000];
    byte[] entries = new byte[20_000_000];
    for (int i = 0; i < lists.length; i += 2) {
      lists[i] = ']';
      lists[i + 1] = (byte) 0x94;
    }
    Arrays.fill(entries, (byte) 0x94);
    entries[0] = ']';
    for (byte[] flood : List.of(lists, entries)) {
      assertThatThrownBy(() -> PackedPairs.parse("flood.bin", ByteBuffer.wrap(flood)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("bytes of memory, far more than a sound file of 20000000 bytes");
    }
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> parse(new Bytes().text("(".repeat(100_000))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nested marks");
    assertThatThrownBy(() -> parse(new Bytes().text("]".repeat(999) + "a".repeat(998) + ".")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nested more than 16 deep");
    byte[] tuples = new byte[5000];
    Arrays.fill(tuples, (byte) 0x85);
    assertThatThrownBy(() -> parse(new Bytes().text(")").raw(tuples)))
        .hasMessageContaining("nested more than 16 deep");
  }

  @Test
  void aLengthOfTwoGigabytesIsRefusedBeforeMemoryIsTaken() {
    for (String opcode : List.of("T", "B", "X")) {
      assertThatThrownBy(() -> parse(new Bytes().text("](" + opcode).i32(0x7FFF_FFFF).text("x")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("opcode at offset 2")
          .hasMessageContaining("2147483647 bytes is announced, 1 bytes are left");
    }
    assertThatThrownBy(() -> parse(new Bytes().text("](").hex("96").i64(1L << 40)))
        .hasMessageContaining("1099511627776 bytes");
    assertThatThrownBy(() -> parse(new Bytes().text("](T").i32(-5)))
        .isInstanceOf(DataException.class);
  }

  @Test
  void everyTruncationNamesPictureAndOffset() {
    Bytes out = new Bytes().hex("80 02").text("](");
    for (byte[] picture : PICTURES) {
      out.text("T").i32(picture.length).raw(picture);
    }
    byte[] whole = out.text("e](").hex("88 89").text("e").hex("86").text(".").toArray();
    for (int length = 0; length < whole.length; length += 13) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PackedPairs.parse("x.bin", cut))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("picture ")
          .hasMessageContaining("offset ");
    }
    int third = 4 + 5 + PICTURES.get(0).length + 5 + PICTURES.get(1).length;
    ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, third + 50));
    assertThatThrownBy(() -> PackedPairs.parse("x.bin", cut))
        .hasMessageContaining("picture 2, opcode at offset " + third);
  }

  @Test
  void countsThatDoNotMatchAreSaid() {
    Bytes out = new Bytes().text("](U").hex("01").text("xe](").hex("88").text("e").hex("86");
    assertThatThrownBy(() -> parse(out.text(".")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 pairs need 2 pictures, the file holds 1");
  }
}
