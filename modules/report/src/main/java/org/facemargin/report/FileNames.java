package org.facemargin.report;

import java.util.Locale;

/** Titles as names of files and labels. */
final class FileNames {

  private FileNames() {}

  /** Letters and digits of what stands before a colon, joined by hyphens. */
  static String of(String title) {
    String beginning = title.split(": ")[0];
    return beginning.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
