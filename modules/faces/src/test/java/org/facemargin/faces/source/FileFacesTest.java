package org.facemargin.faces.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.facemargin.core.DataException;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFacesTest {

  @TempDir private Path folder;

  private void write(String name, int index) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ToyFaces toys = new ToyFaces(1, ToyFaces.Split.TRAIN, 4, 2, 32);
    Files.write(file, ImageCodec.png(toys.read(index)));
  }

  @Test
  void aFolderAnIdentityInTheOrderOfNames() throws IOException {
    write("b/2.png", 0);
    write("b/deep/1.png", 1);
    write("a/x.png", 2);
    Files.writeString(folder.resolve("a/notes.txt"), "not a picture");
    FileFaces faces = FileFaces.folder(folder);
    assertThat(faces.size()).isEqualTo(3);
    assertThat(faces.identities()).isEqualTo(2);
    assertThat(faces.nameOf(0)).isEqualTo("a/x.png");
    assertThat(faces.labelOf(0)).isZero();
    assertThat(faces.labelOf(2)).isOne();
    assertThat(faces.identityName(1)).isEqualTo("b");
    assertThat(faces.read(2).widthPx()).isEqualTo(32);
    assertThat(faces.fingerprint()).hasSize(64);
  }

  @Test
  void anEmptyOrMissingFolderIsSaid() {
    assertThatThrownBy(() -> FileFaces.folder(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no pictures found");
    assertThatThrownBy(() -> FileFaces.folder(folder.resolve("none")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such folder");
  }

  /** Another label, another name of a person, another length: each is another training set. */
  @Test
  void aFingerprintTellsLabelsNamesAndLengths() throws IOException {
    write("x/1.png", 0);
    write("x/2.png", 1);
    Path list = folder.resolve("all.lst");
    Set<String> prints = new HashSet<>();
    for (String text :
        List.of(
            "x/1.png\tAda\nx/2.png\tBo\n",
            "x/1.png\tAda\nx/2.png\tAda\n",
            "x/1.png\tAda\nx/2.png\tCy\n",
            "x/2.png\tAda\nx/1.png\tBo\n",
            "x/1.png\tAda\n")) {
      Files.writeString(list, text);
      prints.add(FileFaces.list(list).fingerprint());
      assertThat(prints).contains(FileFaces.list(list).fingerprint());
    }
    assertThat(prints).hasSize(5);
    Files.write(folder.resolve("x/1.png"), new byte[1], StandardOpenOption.APPEND);
    assertThat(prints).doesNotContain(FileFaces.list(list).fingerprint());
  }

  /** The same name, label and length, other pixels; copied or touched files are the same set. */
  @Test
  void aFingerprintTellsAPictureThatChangedUnderItsName() throws IOException {
    write("x/1.png", 0);
    write("x/2.png", 1);
    Path list = Files.writeString(folder.resolve("all.lst"), "x/1.png\tAda\nx/2.png\tBo\n");
    String print = FileFaces.list(list).fingerprint();
    Path picture = folder.resolve("x/1.png");
    Files.setLastModifiedTime(picture, FileTime.fromMillis(0));
    assertThat(FileFaces.list(list).fingerprint()).isEqualTo(print);
    byte[] bytes = Files.readAllBytes(picture);
    bytes[bytes.length / 2] ^= 1;
    Files.write(picture, bytes);
    assertThat(FileFaces.list(list).fingerprint()).isNotEqualTo(print);
  }

  @Test
  void aListIsReadRelativeToItsFolder() throws IOException {
    write("x/1.png", 0);
    Path list = folder.resolve("all.lst");
    Files.writeString(list, "x/1.png\t0\n\nx/1.png\t4\n");
    FileFaces faces = FileFaces.list(list);
    assertThat(faces.size()).isEqualTo(2);
    assertThat(faces.identities()).isEqualTo(2);
    assertThat(faces.labelOf(1)).isOne();
    assertThat(faces.identityName(1)).isEqualTo("4");
    assertThat(faces.remarks().get(0)).contains("from 0 to 4 for 2 identities");
    assertThat(faces.read(1).heightPx()).isEqualTo(32);
  }

  @Test
  void aBadLineIsNamedWithFileAndLine() throws IOException {
    Path list = folder.resolve("bad.lst");
    Files.writeString(list, "a.png\t0\nb.png 1\n");
    assertThatThrownBy(() -> FileFaces.list(list))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bad.lst:2: expected 2 fields")
        .hasMessageContaining("got 1");
    Files.writeString(list, "b.png\t0\na.png\tminus\n");
    assertThatThrownBy(() -> FileFaces.list(list))
        .hasMessageContaining("bad.lst:2: expected a label")
        .hasMessageContaining("'minus'");
    Files.writeString(list, "a.png\t-1\n");
    assertThatThrownBy(() -> FileFaces.list(list)).hasMessageContaining("'-1'");
  }

  @Test
  void aMissingOrCorruptPictureNamesTheLineOfTheList() throws IOException {
    write("1.png", 0);
    byte[] jpeg = ImageCodec.jpeg(ImageCodec.read(folder.resolve("1.png")), 90);
    Files.write(folder.resolve("2.jpg"), Arrays.copyOf(jpeg, jpeg.length - 2));
    Path list = folder.resolve("all.lst");
    Files.writeString(list, "1.png\t0\n2.jpg\t0\n3.png\t1\n");
    FileFaces faces = FileFaces.list(list);
    assertThatThrownBy(() -> faces.read(1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("all.lst:2: ")
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> faces.read(2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("all.lst:3: ")
        .hasMessageContaining("no such file");
  }

  private void link(String name, String target) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, folder.resolve(target));
  }

  /**
   * People and pictures that are links, formats beside JPEG and PNG, a picture without an ending:
   * five people with one picture each. Not people: an editor's folder, a file server's, one without
   * a picture, a picture beside the folders, what macOS leaves.
   */
  @Test
  void nothingVanishes() throws IOException {
    write("elsewhere/real/1.png", 0);
    write("elsewhere/2.png", 1);
    write("set/c/1.png", 2);
    link("set/a", "elsewhere/real");
    link("set/b/2.png", "elsewhere/2.png");
    ToyFaces toys = new ToyFaces(1, ToyFaces.Split.TRAIN, 4, 2, 32);
    Files.createDirectories(folder.resolve("set/d"));
    Files.createDirectories(folder.resolve("set/e"));
    Files.write(folder.resolve("set/d/photo"), ImageCodec.jpeg(toys.read(3), 90));
    byte[] pixmap = new byte[3 * 4 + 11];
    System.arraycopy("P6 2 2 255\n".getBytes(StandardCharsets.US_ASCII), 0, pixmap, 0, 11);
    Files.write(folder.resolve("set/e/1.PPM"), pixmap);
    write("set/.ipynb_checkpoints/1-checkpoint.png", 4);
    write("set/@eaDir/1.png", 5);
    write("set/c/._1.png", 5);
    write("set/c/Thumbs.db", 5);
    write("set/loose.png", 6);
    Files.writeString(folder.resolve("set/c/notes.txt"), "BMW, not a bitmap");
    Files.createDirectories(folder.resolve("set/empty"));
    FileFaces faces = FileFaces.folder(folder.resolve("set"));
    assertThat(faces.size()).isEqualTo(5);
    assertThat(faces.identities()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      assertThat(faces.identityName(i)).isEqualTo("abcde".substring(i, i + 1));
      assertThat(faces.labelOf(i)).isEqualTo(i);
      assertThat(faces.read(i).widthPx()).isPositive();
    }
    assertThat(faces.remarks())
        .containsExactly(
            "left out, being a folder without a picture: 1 (empty)",
            "left out, being beside the folders: 1 (loose.png)",
            "left out, being hidden: 4 (.ipynb_checkpoints, @eaDir, c/._1.png, …)",
            "left out, being no picture: 1 (c/notes.txt)");
    assertThat(faces.emptyFolders()).containsExactly("empty");
  }

  @Test
  void linksThatLeadNowhereOrRoundAreRefused() throws IOException {
    write("set/a/1.png", 0);
    link("set/b", "gone");
    assertThatThrownBy(() -> FileFaces.folder(folder.resolve("set")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 links lead to nothing, the first is b");
    Files.delete(folder.resolve("set/b"));
    link("set/a/round", "set/a");
    assertThatThrownBy(() -> FileFaces.folder(folder.resolve("set")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("leads back");
  }

  /** Forty people numbered from 20,190,000 are forty classes, not twenty million. */
  @Test
  void identifiersAreNumbered() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 39; i >= 0; i--) {
      text.append(i).append(".jpg\t").append(20_190_000 + i).append(".0\n");
    }
    Path list = Files.writeString(folder.resolve("ids.lst"), text);
    FileFaces faces = FileFaces.list(list);
    assertThat(faces.identities()).isEqualTo(40);
    assertThat(faces.labelOf(0)).isEqualTo(39);
    assertThat(faces.identityName(39)).isEqualTo("20190039");
    assertThat(faces.remarks().get(0)).contains("from 20190000 to 20190039 for 40 identities");
  }

  @Test
  void identitiesMayHaveNames() throws IOException {
    Path list = Files.writeString(folder.resolve("n.csv"), "file,who\nb/1.jpg,Bo\na/1.jpg,An Li\n");
    FileFaces faces = FileFaces.list(list);
    assertThat(faces.identities()).isEqualTo(2);
    assertThat(faces.identityName(faces.labelOf(0))).isEqualTo("Bo");
    assertThat(faces.labelOf(1)).isZero();
    Files.writeString(list, "b/1.jpg,Bo\na/1.jpg,3\n");
    assertThatThrownBy(() -> FileFaces.list(list))
        .hasMessageContaining("n.csv:2: expected a label");
  }
}
