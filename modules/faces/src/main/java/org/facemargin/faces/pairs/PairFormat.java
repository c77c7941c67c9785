package org.facemargin.faces.pairs;

import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.faces.source.PictureIndex;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/**
 * A pair set that lies in files: a list and the pictures it names, or one file that holds both.
 *
 * <p>Keys in a run: {@code pairs}, {@code images} (where the list does not hold its pictures) and
 * {@code interleave} (see {@link PairedFaces#interleaved}).
 */
public abstract class PairFormat implements PairSetKind {

  private final String name;
  private final String description;

  /**
   * @param name what cards, runs and the command line call it
   * @param description one line for people
   */
  protected PairFormat(String name, String description) {
    this.name = name;
    this.description = description;
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final String name() {
    return name;
  }

  /** Whether pictures lie in the list's own file. */
  public boolean holdsPictures() {
    return false;
  }

  /**
   * Reads a list.
   *
   * @param list the list file (for CFP the protocol folder)
   * @param pictures collects what the list names
   * @throws org.facemargin.core.DataException at file and line for a malformed line; if pictures
   *     are missing
   */
  protected abstract PairedFaces read(Path list, PictureIndex pictures);

  /**
   * Reads a list and looks its pictures up.
   *
   * @param images what the list's paths are relative to
   * @throws org.facemargin.core.DataException at file and line for a malformed line; if pictures
   *     are missing
   */
  public final PairedFaces read(Path list, Path images) {
    return read(list, new PictureIndex(images));
  }

  /** Reads a list without looking its pictures up: for counting. The pictures have names only. */
  public final PairedFaces namesOf(Path list) {
    return read(list, PictureIndex.namesOnly());
  }

  @Override
  public final PairSource read(ConfigReader section) {
    return new Located(
        name,
        section.dataPath("pairs"),
        holdsPictures() ? Optional.empty() : Optional.of(section.dataPath("images")),
        section.has("interleave") && section.flag("interleave", false));
  }

  /** A set whose one file lies here. */
  final PairSource located(DataPath file) {
    return new Located(name, file, Optional.empty(), false);
  }

  private record Located(
      String format, DataPath pairs, Optional<DataPath> images, boolean interleave)
      implements PairSource {

    @Override
    public PairedFaces open() {
      Path list = pairs.resolve();
      PairedFaces faces =
          images.isPresent()
              ? named(format).read(list, images.get().resolve())
              : named(format).namesOf(list);
      return interleave ? faces.interleaved() : faces;
    }
  }

  /** The formats alone, without the kinds that need no file. */
  public static NamedRegistry<PairFormat> formats() {
    return NamedRegistry.of(
        "pair list",
        PairSetKind.registry().all().stream()
            .filter(PairFormat.class::isInstance)
            .map(PairFormat.class::cast)
            .toList());
  }

  /**
   * The format of this name.
   *
   * @throws ConfigurationException if there is none
   */
  public static PairFormat named(String name) {
    return formats().get(name);
  }
}
