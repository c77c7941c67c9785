package org.facemargin.faces.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {

  /** The folder that an alignment leaves is a folder of faces, its contact sheet none of them. */
  @Test
  void anAlignmentsContactSheetIsNoFace(@TempDir Path folder) throws IOException {
    Path face = Files.createDirectory(folder.resolve("a")).resolve("1.jpg");
    Files.writeString(face, "");
    Path sheet = Files.writeString(folder.resolve("before-after.png"), "");
    assertThat(PictureFolder.below(folder).pictures()).containsExactly(face, sheet);
    Path landmarks = Files.writeString(folder.resolve("landmarks.tsv"), "");
    PictureFolder found = PictureFolder.below(folder);
    assertThat(found.pictures()).containsExactly(face);
    assertThat(found.others()).containsExactly(sheet, landmarks);
  }
}
