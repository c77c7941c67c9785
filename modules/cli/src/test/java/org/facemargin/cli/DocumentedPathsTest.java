package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.files.yaml.ProjectFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file the documentation points to is there. */
class DocumentedPathsTest {

  private static final Path PROJECT = ProjectFolder.find();

  /** A link to a file of the project, and what CONTRIBUTING names in code. */
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#]+)");

  private static final Pattern NAMED =
      Pattern.compile("`((?:modules|experiments|datasets|\\.ci|\\.github)/[\\w./-]+)`");

  static Stream<Path> pages() throws IOException {
    List<Path> pages;
    try (Stream<Path> files = Files.walk(PROJECT)) {
      pages =
          files
              .filter(file -> file.toString().endsWith(".md"))
              .map(PROJECT::relativize)
              .filter(file -> !file.toString().contains("target/"))
              // their links to what the site makes are held by the site's own test
              .filter(file -> !file.startsWith("modules/site/pages"))
              .sorted()
              .toList();
    }
    assertThat(pages).hasSizeGreaterThanOrEqualTo(10);
    return pages.stream();
  }

  private static List<String> found(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(PROJECT.resolve(page)))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    for (String link : found(LINK, page)) {
      assertThat(PROJECT.resolve(page).resolveSibling(link).normalize())
          .as("link in %s", page)
          .exists();
    }
  }

  @Test
  void whatContributingNamesIsThere() throws IOException {
    Path page = Path.of(".github/CONTRIBUTING.md");
    assertThat(found(LINK, page)).hasSizeGreaterThanOrEqualTo(20);
    for (String name : found(NAMED, page)) {
      assertThat(PROJECT.resolve(name)).as("named in %s", page).exists();
    }
  }

  /** The table of faults names tests; each is there. */
  @Test
  void everyTestOfTheTableOfFaultsIsThere() throws IOException {
    Set<String> there;
    try (Stream<Path> files = Files.walk(PROJECT.resolve("modules"))) {
      there =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> name.replace(".java", ""))
              .collect(Collectors.toSet());
    }
    Path page = Path.of("modules/decisions/0043-faults-have-kinds.md");
    List<String> named = found(Pattern.compile("\\b([A-Z]\\w+Test)\\b"), page);
    assertThat(named).hasSizeGreaterThanOrEqualTo(30).isSubsetOf(there);
  }
}
