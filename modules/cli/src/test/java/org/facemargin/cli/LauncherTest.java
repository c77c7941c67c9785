package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./facemargin} of a release made of what this test runs with: it keeps Java's classes in an
 * archive beside the jars, reads them from there, and goes without one that is damaged.
 */
class LauncherTest {

  private static final Path SCRIPT = Path.of("..", "..", "facemargin").toAbsolutePath().normalize();

  @TempDir private Path release;

  /** Folders of classes become jars, for Java keeps no classes of folders. */
  @BeforeEach
  void assemble() throws IOException {
    assumeTrue(File.separatorChar == '/', "The launcher is a shell script.");
    Files.createDirectories(release.resolve("bin"));
    Files.createDirectories(release.resolve("lib"));
    Files.createDirectories(release.resolve("runtime/bin"));
    Files.copy(SCRIPT, release.resolve("bin/facemargin"));
    for (String folder : List.of("datasets", "experiments")) {
      Files.createSymbolicLink(release.resolve(folder), SCRIPT.resolveSibling(folder));
    }
    assertThat(release.resolve("bin/facemargin").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(
        release.resolve("runtime/bin/java"), Path.of(System.getProperty("java.home"), "bin/java"));
    int number = 100;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      Path jar = release.resolve("lib/" + number++ + ".jar");
      if (Files.isDirectory(path) && !entry.contains("test-classes")) {
        jar(path, jar);
      } else if (Files.isRegularFile(path)) {
        Files.createSymbolicLink(jar, path);
      }
    }
  }

  private static void jar(Path folder, Path jar) {
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "cf", jar.toString(), "-C", folder.toString(), ".");
    assertThat(status).isZero();
  }

  private String run(String javaOptions, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(release.resolve("bin/facemargin").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(Map.of("FACEMARGIN_JAVA_OPTIONS", javaOptions));
    builder.directory(release.toFile()).redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private List<Path> left(String pattern) {
    try (Stream<Path> files = Files.list(release.resolve("lib"))) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long fromTheArchive(String log, String className) {
    return log.lines()
        .filter(line -> line.contains(className) && line.contains("shared objects file"))
        .count();
  }

  @Test
  void classesAreKeptInAnArchive() throws Exception {
    String said = run("", "list", "losses");
    assertThat(said).contains("arcface");
    Path archive = left("classes-\\d+\\.jsa").get(0);
    assertThat(Files.size(archive)).isGreaterThan(10L << 20);
    assertThat(left(".*partial.*")).isEmpty();

    String log = run("-Xlog:class+load", "list", "losses");
    assertThat(fromTheArchive(log, "org.facemargin.cli.Main ")).isOne();
    assertThat(fromTheArchive(log, "picocli.CommandLine$")).isGreaterThan(50);
    assertThat(fromTheArchive(log, "java.lang.String ")).isOne();

    assertThat(archive.toFile().setWritable(true)).isTrue();
    Files.writeString(archive, "no archive");
    assertThat(run("", "list", "losses")).isEqualTo(said);
  }
}
