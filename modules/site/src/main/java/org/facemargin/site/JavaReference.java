package org.facemargin.site;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The Javadoc of every module in one folder, made with the tool of the Java that runs. */
final class JavaReference {

  private JavaReference() {}

  /**
   * @throws IllegalStateException with the tool's words if it fails
   */
  static void write(Path root, Path out) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-quiet",
                "-Xdoclint:all,-missing",
                "-encoding",
                "UTF-8",
                "-notimestamp",
                "-windowtitle",
                "FaceMargin",
                "--add-modules",
                "jdk.incubator.vector",
                "-d",
                out.toString(),
                "-classpath",
                System.getProperty("java.class.path")));
    arguments.addAll(sources(root));
    StringWriter said = new StringWriter();
    ToolProvider javadoc =
        ToolProvider.findFirst("javadoc")
            .orElseThrow(() -> new IllegalStateException("This Java has no javadoc: use a JDK."));
    int code =
        javadoc.run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("javadoc failed:\n" + said);
    }
  }

  private static List<String> sources(Path root) {
    String modules = System.getProperty("java.class.path");
    try (Stream<Path> folders = Files.list(root.resolve("modules"))) {
      List<String> files = new ArrayList<>();
      for (Path module : folders.sorted().toList()) {
        Path main = module.resolve("src/main/java");
        boolean built =
            modules.contains("facemargin-" + module.getFileName() + "-")
                || modules.contains(module.resolve("target/classes").toString());
        if (built && Files.isDirectory(main)) {
          try (Stream<Path> walk = Files.walk(main)) {
            walk.filter(file -> file.toString().endsWith(".java"))
                .map(Path::toString)
                .forEach(files::add);
          }
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the sources of " + root + ".", e);
    }
  }
}
