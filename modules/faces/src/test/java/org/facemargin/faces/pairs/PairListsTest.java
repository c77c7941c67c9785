package org.facemargin.faces.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

class PairListsTest {

  @TempDir private Path folder;

  @BeforeEach
  void pictures() throws IOException {
    for (String name :
        new String[] {
          "a.jpg",
          "b.jpg",
          "c.jpg",
          "001/frontal/01.jpg",
          "001/profile/01.jpg",
          "002/profile/01.jpg"
        }) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** Ten pairs of one person first, then ten of two: folds of one and one after interleaving. */
  @Test
  void calfwIsInterleavedBeforeFolds() throws IOException {
    String text = "a.jpg 1\nb.jpg 1\n".repeat(10) + "c.jpg 0\na.jpg 0\n".repeat(10);
    PairedFaces faces = PairFormat.named("calfw").read(write("pairs.txt", text), folder);
    assertThat(faces.folds()).isEqualTo(10);
    assertThat(faces.pairs()).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertThat(faces.pairs().get(i).same()).isEqualTo(i % 2 == 0);
    }
    assertThat(faces.pairs().get(1)).isEqualTo(new FacePair(2, 0, false));
    Path odd = write("odd.txt", "a.jpg 1\nb.jpg 0\n");
    assertThatThrownBy(() -> PairFormat.named("cplfw").read(odd, folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("odd.txt:2: the two lines of a pair disagree");
  }

  @Test
  void cfpSplitsNumberTheLists() throws IOException {
    write("Protocol/Pair_list_F.txt", "1 ../Data/Images/001/frontal/01.jpg\n");
    write(
        "Protocol/Pair_list_P.txt",
        "1 ../Data/Images/001/profile/01.jpg\n2 ../Data/Images/002/profile/01.jpg\n");
    write("Protocol/Split/FP/01/same.txt", "1,1\n");
    write("Protocol/Split/FP/01/diff.txt", "1,2\n");
    PairedFaces faces = PairFormat.named("cfp-fp").read(folder.resolve("Protocol"), folder);
    assertThat(faces.folds()).isOne();
    assertThat(faces.pairs()).containsExactly(new FacePair(0, 1, true), new FacePair(0, 2, false));
    assertThat(faces.images().nameOf(1)).isEqualTo("001/profile/01.jpg");
    write("Protocol/Split/FP/01/diff.txt", "1,3\n");
    assertThatThrownBy(() -> PairFormat.named("cfp-fp").read(folder.resolve("Protocol"), folder))
        .hasMessageContaining("diff.txt:1: picture 3 is not in the list of 2");
    write("Protocol/Split/FP/01/diff.txt", "1,1\n");
    assertThatThrownBy(() -> PairFormat.named("cfp-fp").read(folder.resolve("Protocol"), folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("diff.txt:1: labelled impostor, but ")
        .hasMessageContaining("same.txt:1 labels the same pair genuine");
  }

  /** The nesting that the published readers index: splits{i}.(1) is 2 x n cells, (2) the labels. */
  @Test
  void ageDbIsReadFromItsMatFile() throws IOException {
    Path mat = folder.resolve("protocol.mat");
    try (MatFile file = Mat5.newMatFile()) {
      Cell names = Mat5.newCell(2, 2);
      String[] order = {"a", "b", "c", "a"};
      for (int i = 0; i < 4; i++) {
        Struct item = Mat5.newStruct();
        item.set("name", Mat5.newString(order[i])).set("age", Mat5.newScalar(30));
        names.set(i % 2, i / 2, item);
      }
      Matrix labels = Mat5.newMatrix(1, 2);
      labels.setDouble(0, 1);
      labels.setDouble(1, -1);
      Struct fold = Mat5.newStruct();
      fold.set("pairs", names).set("labels", labels);
      Cell splits = Mat5.newCell(1, 1);
      splits.set(0, fold);
      file.addArray("splits", splits);
      Mat5.writeToFile(file, mat.toFile());
    }
    PairedFaces faces = PairFormat.named("agedb").read(mat, folder);
    assertThat(faces.pairs()).containsExactly(new FacePair(0, 1, true), new FacePair(2, 0, false));
    Files.write(mat, Arrays.copyOf(Files.readAllBytes(mat), 200));
    assertThatThrownBy(() -> PairFormat.named("agedb").read(mat, folder))
        .isInstanceOf(DataException.class);
  }

  @Test
  void pathsAndUnknownNames() throws IOException {
    PairedFaces faces = PairFormat.named("paths").read(write("p.txt", "a.jpg b.jpg 1\n"), folder);
    assertThat(faces.pairs()).containsExactly(new FacePair(0, 1, true));
    Path bad = write("bad.txt", "a.jpg b.jpg\n");
    assertThatThrownBy(() -> PairFormat.named("paths").read(bad, folder))
        .hasMessageContaining("bad.txt:1: expected 3 fields");
    assertThatThrownBy(() -> PairFormat.named("clfw"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Did you mean");
  }
}
