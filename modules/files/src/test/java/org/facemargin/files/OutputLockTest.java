package org.facemargin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {

  @TempDir Path folder;

  /** A process of its own that holds a folder until its input ends. */
  public static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      OutputLock lock = OutputLock.ofFolder(Path.of(arguments[0]));
      System.out.println("held");
      System.in.read();
      lock.close();
    }
  }

  private static Process holder(Path output) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            output.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void theSecondUserIsRefusedUntilTheFirstIsKilled() throws IOException, InterruptedException {
    Path output = folder.resolve("out");
    Process other = holder(output);
    assertThat(other.inputReader().readLine()).isEqualTo("held");
    assertThatThrownBy(() -> OutputLock.ofFolder(output))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("in use by another facemargin process");
    other.destroyForcibly().waitFor();
    OutputLock.ofFolder(output).close();
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void aFileIsLockedBesideItself() {
    Path file = folder.resolve("deep/x.rec");
    OutputLock lock = OutputLock.ofFile(file);
    assertThatThrownBy(() -> OutputLock.ofFile(file)).isInstanceOf(ConfigurationException.class);
    OutputLock.ofFile(folder.resolve("deep/y.rec")).close();
    lock.close();
    OutputLock.ofFile(file).close();
  }

  /** Of a process that cannot be, of this one, and a name that only looks like one. */
  @Test
  void whatDeadProcessesLeftHalfWrittenIsRemoved() throws IOException {
    Path dead = folder.resolve("records/a.json.partial-9223372036854775807");
    Path own = folder.resolve("b.zip.partial-" + ProcessHandle.current().pid());
    Path other = folder.resolve("c.partial-notes");
    Files.createDirectories(dead.getParent());
    for (Path file : new Path[] {dead, own, other}) {
      Files.writeString(file, "half");
    }
    OutputLock.ofFolder(folder).close();
    assertThat(dead).doesNotExist();
    assertThat(own).exists();
    assertThat(other).exists();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "");
    assertThatThrownBy(() -> OutputLock.ofFolder(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write to " + file)
        .hasMessageContaining("is a file, a folder is needed");
  }
}
