package org.facemargin.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.DataException;

/**
 * What the site consists of, in the order of {@code modules/site/pages/navigation.md}: headings are
 * groups, links are pages. A link leads to a page beside it, to any Markdown file of the project,
 * or to one of the generated references.
 *
 * @param groups pages by heading
 */
record SitePages(Path root, Map<String, List<SitePage>> groups) {

  /** Where the pages lie, below the project's folder. */
  static final String FOLDER = "modules/site/pages";

  private static final Pattern LINK = Pattern.compile("- \\[(.+)]\\((.+)\\)");

  /**
   * One page.
   *
   * @param title what the navigation calls it
   * @param source the Markdown file; it does not exist where the page is generated
   * @param name of the HTML file
   */
  record SitePage(String title, Path source, String name) {}

  static SitePages read(Path root) {
    Path folder = root.resolve(FOLDER);
    Path file = folder.resolve("navigation.md");
    Map<String, List<SitePage>> groups = new LinkedHashMap<>();
    String group = "";
    int number = 0;
    for (String line : lines(file)) {
      number++;
      Matcher link = LINK.matcher(line);
      if (line.startsWith("## ")) {
        group = line.substring(3);
      } else if (link.matches()) {
        Path source = folder.resolve(link.group(2)).normalize();
        groups
            .computeIfAbsent(group, any -> new ArrayList<>())
            .add(new SitePage(link.group(1), source, name(root, folder, source)));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new DataException(
            file + ":" + number + ": got '" + line + "', expected a heading or - [Title](page.md)");
      }
    }
    return new SitePages(root, groups);
  }

  private static String name(Path root, Path folder, Path source) {
    Path shown = source.getParent().equals(folder) ? source.getFileName() : root.relativize(source);
    return shown
            .toString()
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\.md$", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-", "")
        + ".html";
  }

  List<SitePage> all() {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  Optional<SitePage> of(Path source) {
    return all().stream().filter(page -> page.source().equals(source)).findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
  }
}
