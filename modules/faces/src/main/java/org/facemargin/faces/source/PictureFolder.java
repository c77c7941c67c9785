package org.facemargin.faces.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.faces.image.EncodedKind;

/**
 * The pictures below a folder, at any depth, through links too; and whatever else lies there, so
 * that nothing is passed over without being counted.
 *
 * <p>A picture is a file whose name ends as pictures' names do, whether it can be read or not, or
 * whose first bytes are those of a picture.
 *
 * @param pictures in the order of their paths
 * @param brokenLinks links to nothing
 * @param hidden what systems and editors leave: names that begin with a dot or are {@code @eaDir},
 *     {@code __MACOSX} and the like; not descended into
 * @param others files that are no pictures; an alignment's contact sheet ({@link #CONTACT_SHEET}
 *     beside {@link #LANDMARKS}) is among them
 */
public record PictureFolder(
    List<Path> pictures, List<Path> brokenLinks, List<Path> hidden, List<Path> others) {

  /** Name of an alignment's contact sheet, which is no face. */
  public static final String CONTACT_SHEET = "before-after.png";

  /** Name of an alignment's table of landmarks. */
  public static final String LANDMARKS = "landmarks.tsv";

  private static final Set<String> ENDINGS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "apng", "bmp", "dib", "webp", "tif", "tiff", "gif",
          "pbm", "pgm", "ppm", "pnm", "jp2", "heic", "heif", "avif", "jxl");

  private static final Set<String> SYSTEM_NAMES =
      Set.of(
          "@eaDir",
          "__MACOSX",
          "#recycle",
          "$RECYCLE.BIN",
          "System Volume Information",
          "lost+found",
          "__pycache__",
          "Thumbs.db",
          "desktop.ini");

  /**
   * Looks through a folder.
   *
   * @throws DataException if it does not exist or cannot be read, or a link leads back to a folder
   *     that holds it
   */
  public static PictureFolder below(Path folder) {
    return new Walk(Optional.empty()).through(folder);
  }

  /**
   * Looks through a folder, but not through one of the folders in it.
   *
   * @param except the folder that results go to
   * @throws DataException as {@link #below(Path)} does
   */
  public static PictureFolder below(Path folder, Path except) {
    return new Walk(Optional.of(real(except))).through(folder);
  }

  /** Whether a name ends as pictures' names do, of pictures too that cannot be read. */
  static boolean endsAsPicture(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Whether a name is one that systems and editors give to what is no part of a set. */
  static boolean isHidden(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".") || SYSTEM_NAMES.contains(name);
  }

  /**
   * The entries of a folder in the order of their names.
   *
   * @throws DataException if the folder does not exist or cannot be read
   */
  static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new DataException(folder + ": no such folder, or it cannot be read.", e);
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  private static final class Walk {
    private final Optional<Path> except;
    private final Deque<Path> within = new ArrayDeque<>();
    private final List<Path> pictures = new ArrayList<>();
    private final List<Path> broken = new ArrayList<>();
    private final List<Path> hidden = new ArrayList<>();
    private final List<Path> others = new ArrayList<>();

    private Walk(Optional<Path> except) {
      this.except = except;
    }

    private PictureFolder through(Path folder) {
      visit(folder);
      return new PictureFolder(pictures.stream().sorted().toList(), broken, hidden, others);
    }

    private void visit(Path folder) {
      Path real = real(folder);
      if (within.contains(real)) {
        throw new DataException(folder + ": this link leads back to a folder that holds it.");
      }
      within.push(real);
      for (Path entry : entries(folder)) {
        if (isHidden(entry)) {
          hidden.add(entry);
        } else if (Files.isDirectory(entry)) {
          if (!except.equals(Optional.of(real(entry)))) {
            visit(entry);
          }
        } else if (!Files.exists(entry)) {
          broken.add(entry);
        } else {
          (isPicture(entry) ? pictures : others).add(entry);
        }
      }
      within.pop();
    }

    private static boolean isPicture(Path file) {
      return !isContactSheet(file) && (endsAsPicture(file) || beginsAsPicture(file));
    }

    /** What an alignment leaves beside the faces for people to look at. */
    private static boolean isContactSheet(Path file) {
      return file.endsWith(CONTACT_SHEET) && Files.exists(file.resolveSibling(LANDMARKS));
    }

    private static boolean beginsAsPicture(Path file) {
      if (!Files.isRegularFile(file)) {
        return false;
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] head = in.readNBytes(EncodedKind.HEAD_BYTES);
        return EncodedKind.of(head) != EncodedKind.UNKNOWN;
      } catch (IOException e) {
        throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
  }
}
