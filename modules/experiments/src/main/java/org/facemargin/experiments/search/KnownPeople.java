package org.facemargin.experiments.search;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.faces.source.PictureFiles;

/**
 * Pictures of people in a folder: one folder a person, or one picture a person, called by the
 * file's name without its ending.
 *
 * @param pictures the pictures
 * @param identities who is on each
 */
public record KnownPeople(PictureFiles pictures, List<String> identities) {

  public KnownPeople {
    identities = List.copyOf(identities);
  }

  /**
   * Those below a folder.
   *
   * @throws org.facemargin.core.DataException if it does not exist or holds no picture
   */
  public static KnownPeople in(Path folder) {
    PictureFiles pictures = PictureFiles.below(folder);
    return new KnownPeople(
        pictures, pictures.names().stream().map(KnownPeople::identityOf).toList());
  }

  private static String identityOf(String name) {
    int slash = name.indexOf('/');
    return slash >= 0 ? name.substring(0, slash) : name.replaceFirst("\\.[^.]*$", "");
  }
}
