package org.facemargin.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.facemargin.core.DataException;

/** Markdown to the inside of an HTML page. HTML in it is shown as text. */
final class MarkdownDocument {

  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).build();

  /** A code block whose text is a file of the project: {@code ```java include=modules/…}. */
  private static final Pattern INCLUDE =
      Pattern.compile("(?m)^```(\\w+) include=(\\S+)\\n(?=```$)");

  /** What a page may say in HTML: a picture with a width. */
  private static final Pattern PICTURE =
      Pattern.compile("<img src=\"([^\"]+)\" alt=\"([^\"]*)\"[^>]*>");

  private MarkdownDocument() {}

  /** The text with the files that it includes. */
  static String included(Path root, Path source, String text) {
    return INCLUDE
        .matcher(text)
        .replaceAll(
            match -> {
              Path file = root.resolve(match.group(2));
              if (!Files.isRegularFile(file)) {
                throw new DataException(source + ": includes " + file + ", which is missing.");
              }
              return Matcher.quoteReplacement(
                  "```" + match.group(1) + "\n" + read(file).strip() + "\n");
            });
  }

  /**
   * @param target what a link or picture leads to on the site; empty for nowhere, then its text
   *     alone is shown
   */
  static String html(String markdown, UnaryOperator<String> target) {
    Node document = PARSER.parse(PICTURE.matcher(markdown).replaceAll("![$2]($1)"));
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            visitChildren(link);
            String leads = target.apply(link.getDestination());
            link.setDestination(leads);
            if (leads.isEmpty()) {
              unwrap(link);
            }
          }

          @Override
          public void visit(Image image) {
            image.setDestination(target.apply(image.getDestination()));
          }
        });
    return RENDERER
        .render(document)
        .replace("<table>", "<div class=\"scroll\"><table>")
        .replace("</table>", "</table></div>");
  }

  private static void unwrap(Node link) {
    while (link.getFirstChild() != null) {
      link.insertBefore(link.getFirstChild());
    }
    link.unlink();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
  }
}
