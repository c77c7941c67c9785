package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rates are turned into words in one place of the whole source. */
class WordsOfRatesTest {

  /** A percent sign that a program puts behind a number: in a format, or joined to one. */
  private static final Pattern SIGN = Pattern.compile("[fdgs] ?%%|\\+ \" ?%\"|\"%%");

  private static final Pattern OWN_SPELLING = Pattern.compile("\"1e-\" \\+");

  private static List<String> places(Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/main/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(400);
      return sources.stream()
          .flatMap(
              file ->
                  lines(file)
                      .filter(line -> pattern.matcher(line).find())
                      .map(line -> file.getFileName().toString()))
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void percentIsWrittenInOnePlace() throws IOException {
    assertThat(places(SIGN)).containsExactly("Words.java");
  }

  @Test
  void ratesAsKeysAreSpelledInOnePlace() throws IOException {
    assertThat(places(OWN_SPELLING)).containsExactly("Rates.java");
  }
}
