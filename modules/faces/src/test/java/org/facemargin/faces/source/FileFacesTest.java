package org.facemargin.faces.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
}
