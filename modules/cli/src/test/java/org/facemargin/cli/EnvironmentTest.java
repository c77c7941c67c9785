package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.facemargin.files.OutputLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What the machine refuses is a sentence with path and cause, and exit code 5. A full disk, a
 * read-only one and small heaps as processes of their own: {@code src/test/sh/environment.sh}.
 */
class EnvironmentTest {

  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(
        Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err)),
        arguments);
  }

  private String[] toy(Path out) {
    return new String[] {"data", "make-toy", "" + out, "--identities", "2", "--size-px", "24"};
  }

  @Test
  void anOutThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "mine");
    for (String[] arguments :
        new String[][] {
          toy(file),
          {"quickstart", "--smoke", "--out", "" + file},
          {"evaluate", "--scores", scores(), "--out", "" + file}
        }) {
      assertThat(run(arguments)).as(arguments[0]).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(err.toString())
          .contains("Cannot write to " + file, "is a file, a folder is needed");
    }
    assertThat(file).hasContent("mine");
  }

  private String scores() throws IOException {
    return Files.writeString(folder.resolve("scores"), "1 0.9\n0 0.1\n").toString();
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsNamed() throws IOException {
    Path closed = Files.createDirectories(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(closed)).as("this user may write anywhere").isFalse();
    assertThat(run(toy(closed.resolve("out")))).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(err.toString()).contains("permission denied for " + closed);
  }

  @Test
  void theSecondUserOfAnOutIsRefused() throws IOException {
    Path out = folder.resolve("out");
    OutputLock first = OutputLock.ofFolder(out);
    try {
      for (String[] arguments :
          new String[][] {
            toy(out),
            {"quickstart", "--smoke", "--out", "" + out},
            {"evaluate", "--scores", scores(), "--out", "" + out}
          }) {
        assertThat(run(arguments)).as(arguments[0]).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(out + " is in use by another facemargin process");
      }
    } finally {
      first.close();
    }
  }

  @Test
  void aMissingTemporaryFolderIsNamed() {
    String usual = System.setProperty("java.io.tmpdir", folder.resolve("gone").toString());
    try {
      assertThat(run("list", "losses")).isEqualTo(ExitCode.ENVIRONMENT);
      assertThat(err.toString()).contains("temporary folder " + folder.resolve("gone"));
      assertThat(run("--help")).isEqualTo(ExitCode.OK);
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
  }

  @CommandLine.Command(name = "fails")
  private static final class Fails implements java.util.concurrent.Callable<Integer> {
    private final Throwable failure;

    Fails(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }

  /** Heap, native memory, a worker's, and a full disk as Java reports them. */
  @Test
  void theMachinesFailuresAreNoInternalErrors() {
    for (Throwable failure :
        new Throwable[] {
          new OutOfMemoryError("Java heap space"),
          new OutOfMemoryError("Cannot allocate new FloatPointer(1000)"),
          new IllegalStateException(new OutOfMemoryError("Java heap space")),
          new RuntimeException("std::bad_alloc"),
          new UncheckedIOException(
              "Cannot write /data/x.zip",
              new FileSystemException("/data/x.zip.partial-1", null, "No space left on device")),
        }) {
      CommandLine line = Main.commandLine().addSubcommand(new Fails(failure));
      line.setErr(new PrintWriter(err));
      line.getSubcommands().get("fails").setErr(new PrintWriter(err));
      assertThat(Main.run(line, "fails")).as(failure.toString()).isEqualTo(ExitCode.ENVIRONMENT);
    }
    assertThat(err.toString())
        .contains("Out of memory", "std::bad_alloc", "/data/x.zip: No space left on device")
        .doesNotContain("internal error", "\tat ");
  }
}
