package org.facemargin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesBelowTest {

  @TempDir private Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  /**
   * A file, one behind a link to a folder and one that is a link itself; the root is a link too.
   */
  @Test
  void linksAreFollowed() throws IOException {
    file("runs/a/1.json");
    file("runs/a/1.txt");
    Files.createDirectories(folder.resolve("runs/folder.json"));
    file("disk/b/2.json");
    Files.createSymbolicLink(folder.resolve("runs/b"), folder.resolve("disk/b"));
    Files.createSymbolicLink(folder.resolve("runs/3.json"), file("disk/three"));
    Path root = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("runs"));
    assertThat(FilesBelow.of(root, ".json").stream().map(root::relativize).map(Path::toString))
        .containsExactly("3.json", "a/1.json", "b/2.json");
  }

  @Test
  void aLinkThatLeadsBackIsRefused() throws IOException {
    file("runs/a/1.json");
    Path back = Files.createSymbolicLink(folder.resolve("runs/a/up"), folder.resolve("runs"));
    assertThatThrownBy(() -> FilesBelow.of(folder.resolve("runs"), ".json"))
        .isInstanceOf(DataException.class)
        .hasMessage(back + ": this link leads back to a folder it is in.");
  }
}
