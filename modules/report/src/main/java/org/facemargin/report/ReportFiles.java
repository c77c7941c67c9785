package org.facemargin.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.facemargin.core.Beside;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.json.JsonRecords;

/**
 * A page as a folder of files:
 *
 * <pre>
 * index.html                        the page, whole in itself
 * page.json                         the same as values: what {@link #read} makes everything again from
 * page.md                           the same for a repository: text, tables, figures by reference
 * figures/NAME.{svg,png,csv,json}   every chart: two pictures, its curves as rows, its curves as values
 * tables/NAME.{csv,md,tex,txt,json} every table in every format
 * card.html, card.json              the page on one sheet of paper, where it has such a card; the same as values
 * </pre>
 *
 * <p>A machine without fonts cannot write PNG: then {@code figures/png-left-out.txt} says so.
 */
public final class ReportFiles {

  private static final String PAGE = "page.json";
  private static final String CARD = "card.json";
  private static final String NO_FONTS =
      "PNG figures are left out: Java finds no font on this machine. Install fontconfig and a font"
          + " (Debian: fonts-dejavu-core), then: facemargin report on the folder above.\n";

  private final Page page;
  private final Path folder;
  private final boolean png = RasterCanvas.canWrite();
  private final Set<String> names = new HashSet<>();

  private ReportFiles(Page page, Path folder) {
    this.page = page;
    this.folder = folder;
  }

  /** Writes every file; each whole or not at all. */
  public static void write(Page page, Path folder) {
    new ReportFiles(page, folder).write();
  }

  /** Whether a folder holds a page that can be made again. */
  public static boolean isReport(Path folder) {
    return Files.isRegularFile(folder.resolve(PAGE));
  }

  /**
   * The page a folder was written from.
   *
   * @throws org.facemargin.core.DataException if there is none, or it is not one
   */
  public static Page read(Path folder) {
    return JsonRecords.read(folder.resolve(PAGE), Page.class);
  }

  /** Writes the page's card: what {@link HtmlPage#renderCard} makes of it, and its values. */
  public static void writeCard(Page card, Path folder) {
    AtomicFiles.write(folder.resolve(CARD), JsonRecords.line(card) + "\n");
    AtomicFiles.write(folder.resolve("card.html"), HtmlPage.renderCard(card));
  }

  /**
   * The card of a folder's page, where it has one.
   *
   * @throws org.facemargin.core.DataException if its file is not one
   */
  public static Optional<Page> card(Path folder) {
    Path file = folder.resolve(CARD);
    return Files.isRegularFile(file)
        ? Optional.of(JsonRecords.read(file, Page.class))
        : Optional.empty();
  }

  /** Every table of a page, in order. */
  public static List<ReportTable> tables(Page page) {
    List<ReportTable> tables = new ArrayList<>();
    for (Page.Section section : page.sections()) {
      for (Block block : section.blocks()) {
        if (block instanceof Block.Table table) {
          tables.add(table.table());
        }
      }
    }
    return tables;
  }

  private void write() {
    Beside<Path> pages = Beside.start(this::writePages);
    MarkdownPage markdown = new MarkdownPage(page);
    for (Page.Section section : page.sections()) {
      markdown.section(section);
      for (Block block : section.blocks()) {
        if (block.showsNothing()) {
          markdown.block(block);
        } else if (block instanceof Block.Charts charts) {
          for (Chart chart : charts.items()) {
            markdown.figure(chart, "figures/" + figure(chart) + (png ? ".png" : ".svg"));
          }
        } else if (block instanceof Block.Table table) {
          table(section, table.table());
          markdown.table(table.table());
        } else {
          markdown.block(block);
        }
      }
    }
    if (!png && Files.isDirectory(folder.resolve("figures"))) {
      AtomicFiles.write(folder.resolve("figures/png-left-out.txt"), NO_FONTS);
    }
    AtomicFiles.write(folder.resolve("page.md"), markdown.finish());
    pages.get();
  }

  private Path writePages() {
    AtomicFiles.write(folder.resolve(PAGE), JsonRecords.line(page) + "\n");
    AtomicFiles.write(folder.resolve("index.html"), HtmlPage.render(page));
    return folder;
  }

  private String figure(Chart chart) {
    String name = unique(chart.title());
    ChartFiles.write(chart, folder.resolve("figures"), name);
    return name;
  }

  private void table(Page.Section section, ReportTable table) {
    String title = table.title().isEmpty() ? section.title() : table.title();
    String name = unique(title.isEmpty() ? page.title() : title);
    Path base = folder.resolve("tables");
    for (TableRenderer renderer : NamedRegistry.of(TableRenderer.class).all()) {
      AtomicFiles.write(
          base.resolve(name + "." + renderer.fileExtension()), renderer.render(table));
    }
    JsonRecords.write(base.resolve(name + ".json"), table);
  }

  /** A file name of a title's letters and digits before a colon; numbered where it is taken. */
  private String unique(String title) {
    String base = FileNames.of(title);
    String name = base;
    for (int copy = 2; !names.add(name); copy++) {
      name = base + "-" + copy;
    }
    return name;
  }
}
