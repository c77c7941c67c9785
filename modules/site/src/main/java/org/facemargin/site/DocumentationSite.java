package org.facemargin.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.facemargin.core.DataException;
import org.facemargin.files.AtomicFiles;
import org.facemargin.report.HtmlPage;
import org.facemargin.site.SitePages.SitePage;

/**
 * Writes the documentation into one folder: pages with the reports' style, files that they link to,
 * and Javadoc. Nothing in it is fetched from elsewhere.
 */
public final class DocumentationSite {

  private static final String JAVADOC = "javadoc";

  private final Path root;
  private final Path out;
  private final SitePages pages;
  private final Map<String, Supplier<String>> generated;

  private DocumentationSite(Path root, Path out) {
    this.root = root;
    this.out = out;
    this.pages = SitePages.read(root);
    this.generated =
        Map.of(
            "commands.md", CommandReference::page,
            "keys.md", () -> KeyReference.page(root),
            "names.md", NameReference::page,
            "models.md", ModelReference::page);
  }

  /**
   * Writes the site with its Javadoc.
   *
   * @param arguments the project's folder, then the folder to write
   */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    Path out = Path.of(arguments[1]).toAbsolutePath().normalize();
    write(root, out);
    JavaReference.write(root, out.resolve(JAVADOC));
  }

  /**
   * Writes the pages and what they link to.
   *
   * @throws DataException if a page includes a file that is missing
   */
  static void write(Path root, Path out) {
    new DocumentationSite(root, out).write();
  }

  private void write() {
    AtomicFiles.write(
        out.resolve("style.css"),
        style(HtmlPage.class, "page.css") + style(DocumentationSite.class, "site.css"));
    for (SitePage page : pages.all()) {
      AtomicFiles.write(out.resolve(page.name()), html(page));
    }
  }

  private String html(SitePage page) {
    Supplier<String> made = generated.get(page.source().getFileName().toString());
    boolean own = page.source().getParent().equals(root.resolve(SitePages.FOLDER));
    String text =
        made != null && own
            ? made.get()
            : MarkdownDocument.included(root, page.source(), MarkdownDocument.read(page.source()));
    String body = MarkdownDocument.html(text, link -> target(page, link));
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%s · FaceMargin</title>
    <link rel="stylesheet" href="style.css">
    </head>
    <body class="site">
    <header class="bar"><a href="index.html">FaceMargin</a> <a class="jump" href="#pages">All pages</a></header>
    <div class="shell">
    <main>
    %s</main>
    <nav id="pages" aria-label="Pages">
    %s</nav>
    </div>
    </body>
    </html>
    """
        .formatted(escaped(page.title()), body, navigation(page));
  }

  private String navigation(SitePage current) {
    StringBuilder nav = new StringBuilder();
    pages
        .groups()
        .forEach(
            (group, of) -> {
              nav.append("<p>").append(escaped(group)).append("</p>\n<ul>\n");
              for (SitePage page : of) {
                nav.append("<li><a href=\"").append(page.name()).append('"');
                nav.append(page.equals(current) ? " aria-current=\"page\">" : ">");
                nav.append(escaped(page.title())).append("</a></li>\n");
              }
              nav.append("</ul>\n");
            });
    return nav.append("<p>Java</p>\n<ul>\n<li><a href=\"")
        .append(JAVADOC)
        .append("/index.html\">Javadoc</a></li>\n</ul>\n")
        .toString();
  }

  /** Where a link of a page leads on the site; files of the project are copied. */
  private String target(SitePage from, String link) {
    if (link.startsWith("#") || link.matches("[a-z]+:.*")) {
      return link;
    }
    int hash = link.indexOf('#');
    String anchor = hash < 0 ? "" : link.substring(hash);
    Path file = from.source().resolveSibling(hash < 0 ? link : link.substring(0, hash)).normalize();
    Optional<SitePage> page = pages.of(file).or(() -> pages.of(file.resolve("README.md")));
    if (page.isPresent()) {
      return page.get().name() + anchor;
    }
    if (!file.startsWith(root) || !Files.exists(file)) {
      throw new DataException(from.source() + ": links to " + link + ", which is missing.");
    }
    return Files.isDirectory(file) ? "" : copied(file);
  }

  private String copied(Path file) {
    String name = "files/" + root.relativize(file).toString().replace('\\', '/');
    Path copy = out.resolve(name);
    try {
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + file + " to " + copy + ".", e);
    }
    return name;
  }

  private static String style(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The build lost the resource " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + name + ".", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
