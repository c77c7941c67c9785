package org.facemargin.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.facemargin.core.PrintableText;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;

/**
 * A {@link Page} as one HTML file: style, charts and pictures inside, nothing fetched. Readable on
 * a phone, in dark mode and in print.
 */
public final class HtmlPage {

  private static final int SECTIONS_WORTH_A_LIST = 3;
  private static final int COLUMNS_THAT_FIT = 8;
  private static final int LETTERS_THAT_FIT_A_PHONE = 45;
  private static final int ROWS_WORTH_SORTING = 3;
  private static final int LETTERS_OF_A_NUMBER = 12;

  /** As wide as page.css lets a phone's cells become, and the space between two of them. */
  private static final int LETTERS_OF_A_NAME = 13;

  private static final int LETTERS_OF_A_CELL = 17;
  private static final int LETTERS_ON_TWO_LINES = 22;
  private static final int LETTERS_BETWEEN = 2;

  private final StringBuilder out = new StringBuilder();
  private final boolean card;
  private int charts;

  private HtmlPage(boolean card) {
    this.card = card;
  }

  /** The page as text. */
  public static String render(Page page) {
    return render(page, "charts.js");
  }

  /** The same for a server that makes it anew at every visit: the page fetches itself again. */
  public static String renderLive(Page page) {
    return render(page, "charts.js", "live.js");
  }

  /** The same to be printed on one sheet of A4 or Letter. */
  public static String renderCard(Page page) {
    return render(page, true, "charts.js");
  }

  private static String render(Page page, String... scripts) {
    return render(page, false, scripts);
  }

  private static String render(Page page, boolean card, String... scripts) {
    HtmlPage html = new HtmlPage(card);
    List<String> texts = Arrays.stream(scripts).map(name -> "\n" + resource(name)).toList();
    html.page(page, policy(texts));
    texts.forEach(text -> html.out.append("<script>").append(text).append("</script>\n"));
    return html.out.append("</body>\n</html>\n").toString();
  }

  /**
   * A Content-Security-Policy under which only these scripts run, and nothing is loaded or sent but
   * what the page itself holds; a live page may ask its own server.
   */
  private static String policy(List<String> scripts) {
    String hashes =
        scripts.stream()
            .map(text -> HexFormat.of().parseHex(Sha256.of(text)))
            .map(hash -> " 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
            .collect(Collectors.joining());
    return "default-src 'none'; script-src"
        + hashes
        + "; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'";
  }

  private void page(Page page, String policy) {
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(policy);
    out.append("\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    out.append(escape(page.title())).append("</title>\n<style>\n").append(resource("page.css"));
    out.append("</style>\n</head>\n<body>\n");
    String kind = card ? " class=\"card\"" : wide(page) ? " class=\"wide\"" : "";
    out.append("<main").append(kind).append(">\n<header>\n");
    out.append("<h1>").append(escape(page.title())).append("</h1>\n");
    paragraph("lead", page.lead());
    out.append("</header>\n");
    if (!card) {
      contents(page);
      guide(page);
    }
    page.sections().forEach(this::section);
    out.append("<footer>").append(escape(page.footer())).append("</footer>\n</main>\n");
  }

  private static boolean wide(Page page) {
    return ReportFiles.tables(page).stream().anyMatch(t -> t.columns().size() > COLUMNS_THAT_FIT);
  }

  /** Links to the sections, where there are many. */
  private void contents(Page page) {
    List<String> titles =
        page.sections().stream().map(Page.Section::title).filter(t -> !t.isEmpty()).toList();
    if (titles.size() < SECTIONS_WORTH_A_LIST) {
      return;
    }
    out.append("<nav aria-label=\"Sections\">");
    titles.forEach(
        title ->
            out.append("<a href=\"#")
                .append(anchor(title))
                .append("\">")
                .append(escape(title))
                .append("</a>"));
    out.append("</nav>\n");
  }

  /** What a reader can do with the page, which nothing else on it says. */
  private void guide(Page page) {
    StringBuilder text = new StringBuilder();
    if (blocks(page).anyMatch(block -> block instanceof Block.Charts)) {
      text.append(
          "Charts: point at a curve or tap it to read values, or use the arrow keys; drag a box to"
              + " zoom, double-click to see all again; a name in a legend shows or hides its curve;"
              + " SVG, PNG and CSV save the chart. ");
    }
    if (ReportFiles.tables(page).stream().anyMatch(HtmlPage::sortable)) {
      text.append("Tables: a heading sorts by its column.");
    }
    paragraph("guide", text.toString().strip());
  }

  private static Stream<Block> blocks(Page page) {
    return page.sections().stream().flatMap(section -> section.blocks().stream());
  }

  private static boolean sortable(ReportTable table) {
    return table.rows().size() >= ROWS_WORTH_SORTING;
  }

  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private void section(Page.Section section) {
    if (section.title().isEmpty()) {
      out.append("<section>\n");
    } else {
      out.append("<section id=\"").append(anchor(section.title())).append("\">\n<h2>");
      out.append(escape(section.title())).append("</h2>\n");
    }
    paragraph("", section.text());
    section.blocks().forEach(this::block);
    out.append("</section>\n");
  }

  private void block(Block block) {
    if (block.showsNothing()) {
      paragraph("empty", block.insteadOfNothing());
    } else if (block instanceof Block.Headlines headlines) {
      headlines(headlines.items());
    } else if (block instanceof Block.Progress progress) {
      out.append("<p class=\"progress\"><progress max=\"1\" value=\"");
      out.append(progress.done()).append("\" aria-label=\"").append(escape(progress.text()));
      out.append("\"></progress> ").append(escape(progress.text())).append("</p>\n");
    } else if (block instanceof Block.Charts items) {
      out.append("<div class=\"charts\">\n");
      items.items().forEach(this::chart);
      out.append("</div>\n");
    } else if (block instanceof Block.Table table) {
      table(table.table());
    } else if (block instanceof Block.Facts facts) {
      facts(facts);
    } else if (block instanceof Block.Pairs pairs) {
      pairs(pairs);
    } else if (block instanceof Block.Figure figure) {
      out.append("<figure class=\"picture\">").append(image(figure.picture()));
      out.append("<figcaption>")
          .append(escape(figure.caption()))
          .append("</figcaption></figure>\n");
    } else if (block instanceof Block.Folded folded) {
      out.append("<details><summary>").append(escape(folded.summary())).append("</summary><pre>");
      out.append(escape(folded.text())).append("</pre></details>\n");
    }
  }

  private void headlines(List<Block.Headline> items) {
    out.append("<dl class=\"headlines\">\n");
    for (Block.Headline item : items) {
      out.append(item.leading() ? "<div class=\"leading\">" : "<div>");
      out.append("<dt>").append(escape(item.label()));
      out.append(
          item.value().length() > LETTERS_OF_A_NUMBER ? "</dt><dd class=\"long\">" : "</dt><dd>");
      out.append(escape(unbroken(item.value()))).append("</dd>");
      paragraph("note", item.note());
      out.append("</div>\n");
    }
    out.append("</dl>\n");
  }

  private void chart(Chart chart) {
    String id = "chart" + ++charts;
    out.append("<figure class=\"chart\"><h3>").append(escape(chart.title())).append("</h3>");
    out.append("<div class=\"plot\" tabindex=\"0\" role=\"group\" id=\"").append(id);
    out.append("\" aria-label=\"");
    out.append(escape(chart.title() + ": " + chart.y().label() + " against " + chart.x().label()));
    out.append(". Arrow keys read values.\"><noscript>This chart needs JavaScript; the folder ");
    out.append("figures beside this page has it as a picture.</noscript></div>");
    if (!chart.note().isEmpty()) {
      out.append("<figcaption>").append(escape(chart.note())).append("</figcaption>");
    }
    out.append("<script type=\"application/json\" data-chart=\"").append(id).append("\">");
    out.append(script(JsonRecords.line(RoundedChart.of(chart)))).append("</script></figure>\n");
  }

  private void table(ReportTable table) {
    out.append("<figure class=\"table").append(stacked(table) ? " stacked" : "");
    out.append("\"><div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    out.append(" aria-label=\"").append(escape(table.title().isEmpty() ? "Table" : table.title()));
    out.append(sortable(table) ? "\"><table class=\"sortable\">" : "\"><table>");
    if (!table.title().isEmpty()) {
      out.append("<caption>").append(escape(table.title())).append("</caption>");
    }
    out.append("<thead><tr>");
    table
        .columns()
        .forEach(c -> out.append("<th scope=\"col\">").append(escape(c)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (int r = 0; r < table.rows().size(); r++) {
      List<String> row = table.rows().get(r);
      out.append("<tr><th scope=\"row\">").append(breakable(row.get(0))).append("</th>");
      for (int c = 1; c < row.size(); c++) {
        cell(table, r, c);
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>");
    legend(table);
    table.notes().forEach(note -> paragraph("note", note));
    out.append("</figure>\n");
  }

  private void cell(ReportTable table, int row, int column) {
    String heading = escape(table.columns().get(column));
    String text = table.rows().get(row).get(column);
    Optional<ReportTable.Brief> brief = table.brief(row, column);
    if (brief.isEmpty()) {
      out.append("<td data-heading=\"").append(heading).append("\">");
      out.append(escape(unbroken(text))).append("</td>");
      return;
    }
    ReportTable.Brief cell = brief.get();
    out.append("<td data-heading=\"").append(heading).append("\" class=\"brief");
    out.append(cell.best() ? " best" : "").append("\" title=\"").append(escape(text));
    out.append("\"><span><span class=\"first\">").append(glyph(cell.tone(), cell.state()));
    out.append(cell.best() ? "★ " : "").append(escape(unbroken(cell.first()))).append("</span>");
    if (!cell.second().isEmpty()) {
      out.append("<span class=\"second\">").append(escape(unbroken(cell.second())));
      out.append("</span>");
    }
    out.append("</span></td>");
  }

  private static String glyph(ReportTable.Tone tone, String state) {
    return tone == ReportTable.Tone.PLAIN
        ? ""
        : "<span class=\"tone "
            + tone.name().toLowerCase(Locale.ROOT)
            + "\" role=\"img\" aria-label=\""
            + escape(state)
            + "\">"
            + tone.glyph()
            + "</span> ";
  }

  private void legend(ReportTable table) {
    if (table.legend().isEmpty()) {
      return;
    }
    out.append("<p class=\"note states\">");
    table
        .legend()
        .forEach(
            (tone, state) ->
                out.append("<span>")
                    .append(glyph(tone, ""))
                    .append(escape(state))
                    .append("</span> "));
    out.append("</p>\n");
  }

  /**
   * Whether a narrow screen shows a row as a list rather than scrolling: where sentences stand in
   * cells, or so much in few columns that the last ones would lie out of sight.
   */
  private static boolean stacked(ReportTable table) {
    if (table.columns().size() > COLUMNS_THAT_FIT) {
      return false;
    }
    int width = 0;
    for (int c = 0; c < table.columns().size(); c++) {
      int column = c;
      int longest = table.rows().stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      int least = Math.max(longest, longestWord(table.columns().get(c)));
      int most = c == 0 ? LETTERS_OF_A_NAME : LETTERS_OF_A_CELL;
      width +=
          (c > 0 && least > LETTERS_ON_TWO_LINES ? least : Math.min(least, most)) + LETTERS_BETWEEN;
    }
    return width > LETTERS_THAT_FIT_A_PHONE;
  }

  private static int longestWord(String text) {
    return Stream.of(text.split(" ")).mapToInt(String::length).max().orElse(0);
  }

  private void facts(Block.Facts facts) {
    out.append("<figure class=\"facts\"><table>");
    if (!facts.caption().isEmpty()) {
      out.append("<caption>").append(escape(facts.caption())).append("</caption>");
    }
    for (Block.Fact fact : facts.items()) {
      out.append("<tr><th scope=\"row\">").append(escape(fact.name())).append("</th><td>");
      out.append(escape(fact.value())).append("</td></tr>\n");
    }
    out.append("</table></figure>\n");
  }

  private void pairs(Block.Pairs pairs) {
    out.append("<figure class=\"pairs\"><h3>").append(escape(pairs.caption()));
    out.append("</h3><div class=\"grid\">\n");
    for (Block.Pair pair : pairs.items()) {
      out.append("<div class=\"pair ").append(pair.rightly() ? "right" : "wrong").append("\">");
      out.append("<div class=\"two\">").append(image(pair.left())).append(image(pair.right()));
      out.append("</div><p>").append(escape(pair.text())).append("</p><p class=\"names\">");
      out.append(breakable(pair.left().alternative())).append("<br>");
      out.append(breakable(pair.right().alternative())).append("</p></div>\n");
    }
    out.append("</div></figure>\n");
  }

  private void paragraph(String kind, String text) {
    if (!text.isEmpty()) {
      out.append(kind.isEmpty() ? "<p>" : "<p class=\"" + kind + "\">");
      out.append(escape(unbroken(text))).append("</p>\n");
    }
  }

  private static String image(Picture picture) {
    String shown = escape(picture.alternative());
    return "<img alt=\"" + shown + "\" title=\"" + shown + "\" src=\"" + picture.dataUri() + "\">";
  }

  /** A number stays on one line with its unit and with what stands before it. */
  private static String unbroken(String text) {
    return text.replace(" %", "\u00a0%").replace("≈ ", "≈\u00a0").replace("± ", "±\u00a0");
  }

  /** A name without spaces, such as a key or a path, breaks between its parts. */
  private static String breakable(String name) {
    return escape(name).replaceAll("([_/@=])(?=[^_/@= ])", "$1<wbr>");
  }

  private static String script(String json) {
    return json.replace("<", "\\u003c");
  }

  static String escape(String text) {
    return PrintableText.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The build lost the resource " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + name + ".", e);
    }
  }
}
