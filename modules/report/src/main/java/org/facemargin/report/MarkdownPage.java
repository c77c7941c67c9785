package org.facemargin.report;

import org.facemargin.core.PrintableText;

/** A page as Markdown: what fits into a text, and figures by reference. */
final class MarkdownPage {

  private final StringBuilder out = new StringBuilder();
  private final TableRenderer tables = new MarkdownTableRenderer();
  private final String footer;

  MarkdownPage(Page page) {
    footer = page.footer();
    out.append("# ").append(safe(page.title())).append("\n");
    paragraph(page.lead());
  }

  void section(Page.Section section) {
    if (!section.title().isEmpty()) {
      out.append("\n## ").append(safe(section.title())).append("\n");
    }
    paragraph(section.text());
  }

  void figure(Chart chart, String file) {
    out.append("\n![").append(safe(chart.title())).append("](").append(file).append(")\n");
    paragraph(chart.note());
  }

  void table(ReportTable table) {
    out.append("\n").append(tables.render(table));
  }

  void block(Block block) {
    if (block.showsNothing()) {
      paragraph(block.insteadOfNothing());
    } else if (block instanceof Block.Headlines headlines) {
      out.append("\n");
      for (Block.Headline item : headlines.items()) {
        out.append("- ")
            .append(safe(item.label()))
            .append(": **")
            .append(safe(item.value()))
            .append("**");
        out.append(item.note().isEmpty() ? "\n" : " (" + safe(item.note()) + ")\n");
      }
    } else if (block instanceof Block.Progress progress) {
      paragraph(progress.text());
    } else if (block instanceof Block.Facts facts) {
      paragraph(facts.caption());
      out.append("\n");
      facts.items().forEach(fact -> item(fact.name(), fact.value()));
    } else if (block instanceof Block.Pairs pairs) {
      paragraph(pairs.caption() + " (pictures: index.html):");
      out.append("\n");
      for (Block.Pair pair : pairs.items()) {
        item(pair.left().alternative() + " and " + pair.right().alternative(), pair.text());
      }
    } else if (block instanceof Block.Figure figure) {
      paragraph(figure.caption() + " (picture: index.html)");
    } else if (block instanceof Block.Folded folded) {
      paragraph(folded.summary() + ":");
      out.append("\n```\n").append(PrintableText.of(folded.text()).strip()).append("\n```\n");
    }
  }

  private void item(String name, String value) {
    out.append("- ").append(safe(name)).append(": ").append(safe(value)).append("\n");
  }

  private void paragraph(String text) {
    if (!text.isEmpty()) {
      out.append("\n").append(safe(text)).append("\n");
    }
  }

  private static String safe(String text) {
    return MarkdownTableRenderer.markup(PrintableText.of(text));
  }

  /** The whole text. */
  String finish() {
    return out.append("\n").append(footer).append("\n").toString();
  }
}
