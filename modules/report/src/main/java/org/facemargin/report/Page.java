package org.facemargin.report;

import java.util.List;

/**
 * A report page.
 *
 * @param title what it is about
 * @param lead one or two sentences: what was done and what came out
 * @param sections its parts, in order
 * @param footer what made it
 */
public record Page(String title, String lead, List<Section> sections, String footer) {

  public Page {
    sections = List.copyOf(sections);
  }

  /**
   * A part of a page.
   *
   * @param title heading; empty for none
   * @param text what to know before reading it; may be empty
   * @param blocks what it shows
   */
  public record Section(String title, String text, List<Block> blocks) {

    public Section {
      blocks = List.copyOf(blocks);
    }
  }
}
