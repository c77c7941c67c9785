package org.facemargin.files.yaml;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the source tree is: cards, experiments and git are looked for there. */
public final class ProjectFolder {

  /** System property the launcher sets. */
  public static final String PROPERTY = "facemargin.root";

  private ProjectFolder() {}

  /** The launcher's word, or the nearest folder upwards with {@code experiments/}, or this one. */
  public static Path find() {
    String told = System.getProperty(PROPERTY, "");
    if (!told.isEmpty()) {
      return Path.of(told);
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("experiments"))
          && Files.isDirectory(folder.resolve("modules"))) {
        return folder;
      }
    }
    return here;
  }
}
