package org.facemargin.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.cli.Main;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.files.yaml.ProjectFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole site, without its Javadoc: every link and anchor leads somewhere, nothing is fetched.
 */
class DocumentationSiteTest {

  private static final Path ROOT = ProjectFolder.find();
  private static final int PAGES_AT_LEAST = 20;
  private static final int LINKS_AT_LEAST = 400;
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
  private static final Pattern ANCHOR = Pattern.compile("id=\"([^\"]*)\"");
  private static final Pattern RUN = Pattern.compile("(?s)```yaml\n(schema: run/1.*?)```");

  @TempDir static Path site;
  private static Map<String, String> pages;

  @BeforeAll
  static void write() throws IOException {
    DocumentationSite.write(ROOT, site);
    pages = new TreeMap<>();
    try (Stream<Path> files = Files.list(site)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".html")).toList()) {
        pages.put(file.getFileName().toString(), Files.readString(file));
      }
    }
  }

  @Test
  void thereAreThePagesOfTheNavigation() throws IOException {
    List<SitePages.SitePage> all = SitePages.read(ROOT).all();
    assertThat(pages.keySet())
        .isEqualTo(all.stream().map(SitePages.SitePage::name).collect(Collectors.toSet()))
        .hasSizeGreaterThanOrEqualTo(PAGES_AT_LEAST)
        .contains("index.html");
    Set<Path> sources = all.stream().map(SitePages.SitePage::source).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(ROOT.resolve(SitePages.FOLDER))) {
      assertThat(files.filter(f -> !f.endsWith("navigation.md")).toList())
          .allMatch(sources::contains);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Matcher matcher = LINK.matcher(page.getValue());
      while (matcher.find()) {
        links++;
        if (!leads(page.getKey(), matcher.group(1).replace("&amp;", "&"))) {
          dead.add(page.getKey() + " -> " + matcher.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(links).isGreaterThan(LINKS_AT_LEAST);
  }

  private static boolean leads(String from, String link) {
    if (link.startsWith("https://") || link.equals("javadoc/index.html")) {
      return true;
    }
    int hash = link.indexOf('#');
    String name = hash < 0 ? link : link.substring(0, hash);
    if (!name.isEmpty() && !Files.isRegularFile(site.resolve(name))) {
      return false;
    }
    return hash < 0
        || ANCHOR
            .matcher(pages.getOrDefault(name.isEmpty() ? from : name, ""))
            .results()
            .anyMatch(anchor -> anchor.group(1).equals(link.substring(hash + 1)));
  }

  @Test
  void nothingIsFetched() {
    Pattern fetched = Pattern.compile("src=\"https?:|<link[^>]*href=\"https?:|<script");
    pages.forEach((name, text) -> assertThat(fetched.matcher(text).find()).as(name).isFalse());
  }

  @Test
  void everyCommandHasItsEntry() {
    Set<String> commands = Main.commandLine().getSubcommands().keySet();
    assertThat(commands).hasSizeGreaterThan(10);
    commands.forEach(
        command ->
            assertThat(pages.get("commands.html"))
                .contains("<code>facemargin " + command + "</code>"));
  }

  @Test
  void everyRunInThePagesIsOne(@TempDir Path folder) throws IOException {
    int runs = 0;
    try (Stream<Path> files = Files.list(ROOT.resolve(SitePages.FOLDER))) {
      for (Path page : files.sorted().toList()) {
        Matcher matcher = RUN.matcher(Files.readString(page));
        while (matcher.find()) {
          Path run = folder.resolve("run" + runs++ + ".yaml");
          Files.writeString(run, matcher.group(1));
          RunConfig.read(run, List.of());
        }
      }
    }
    assertThat(runs).isPositive();
  }
}
