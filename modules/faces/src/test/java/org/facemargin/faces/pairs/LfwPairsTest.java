package org.facemargin.faces.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LfwPairsTest {

  @TempDir private Path folder;
  private Path pairs;

  @BeforeEach
  void drawTwoPeople() throws IOException {
    pairs = folder.resolve("pairs.txt");
    ToyFaces toys = new ToyFaces(1, ToyFaces.Split.TEST, 2, 2, 16);
    for (int i = 0; i < 4; i++) {
      String name = i < 2 ? "Ada" : "Bob_B";
      Path file = folder.resolve(name + "/" + name + "_000" + (i % 2 + 1) + ".jpg");
      Files.createDirectories(file.getParent());
      Files.write(file, ImageCodec.jpeg(toys.read(i), 95));
    }
  }

  @Test
  void foldsOfSameThenDifferent() throws IOException {
    Files.writeString(pairs, "2\t1\nAda\t1\t2\nAda\t1\tBob_B\t2\nBob_B\t1\t2\nAda\t2\tBob_B\t1\n");
    PairedFaces faces = LfwPairs.read(pairs, folder);
    assertThat(faces.folds()).isEqualTo(2);
    assertThat(faces.images().size()).isEqualTo(4);
    assertThat(faces.same()).isEqualTo(2);
    assertThat(faces.pairs().get(1)).isEqualTo(new FacePair(0, 2, false));
    assertThat(faces.images().nameOf(2)).isEqualTo("Bob_B/Bob_B_0002");
    assertThat(faces.images().read(3).widthPx()).isEqualTo(16);
  }

  @Test
  void devListsHaveOneNumberOnLineOne() throws IOException {
    Files.writeString(pairs, "1\nAda\t1\t2\nAda\t1\tBob_B\t2\n");
    assertThat(LfwPairs.read(pairs, folder).folds()).isOne();
  }

  @Test
  void aWrongFieldCountIsNamedWithFileAndLine() throws IOException {
    Files.writeString(pairs, "1\t1\nAda\t1\t2\nAda\t1\tBob_B\n");
    assertThatThrownBy(() -> LfwPairs.read(pairs, folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("pairs.txt:3: expected 4 fields")
        .hasMessageContaining("got 3");
  }

  @Test
  void missingPairsAndMissingPicturesAreCounted() throws IOException {
    Files.writeString(pairs, "1\t2\nAda\t1\t2\n");
    assertThatThrownBy(() -> LfwPairs.read(pairs, folder))
        .hasMessageContaining("line 1 promises 4 pairs, found 1");
    Files.writeString(pairs, "1\t1\nAda\t1\t7\nAda\t1\tCy\t1\n");
    assertThatThrownBy(() -> LfwPairs.read(pairs, folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2 of 3 pictures are missing")
        .hasMessageContaining("pairs.txt:2 names Ada/Ada_0007");
  }

  @Test
  void theOfficialListOverTheRealPictures() {
    String data = System.getenv("FACEMARGIN_DATA");
    assumeTrue(data != null, "FACEMARGIN_DATA is not set: LFW's own list is not read.");
    PairedFaces faces = LfwPairs.read(Path.of(data, "lfw_pairs.txt"), Path.of(data, "lfw_112"));
    assertThat(faces.pairs()).hasSize(6000);
    assertThat(faces.same()).isEqualTo(3000);
    assertThat(faces.images().size()).isEqualTo(7701);
    assertThat(faces.images().read(7700).widthPx()).isEqualTo(112);
  }
}
