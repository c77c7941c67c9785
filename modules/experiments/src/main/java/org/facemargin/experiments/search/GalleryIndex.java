package org.facemargin.experiments.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.FeatureMatrix;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;

/**
 * A gallery on disk: {@code F.npy} with the embeddings and {@code F.npy.json} with names and with
 * what they were made of. Used again only where network, alignment, flip policy and the gallery's
 * files, by name, size and time of change, are the same.
 */
public final class GalleryIndex {

  private static final String SCHEMA = "gallery-index/1";

  private final Path file;

  public GalleryIndex(Path file) {
    this.file = file;
  }

  /** What lies beside the matrix. */
  private record Contents(
      String schema, String madeOf, List<String> identities, List<String> pictures) {}

  /** The gallery of these faces: read where it is still theirs, made and kept where not. */
  public Gallery gallery(KnownPeople people, PictureEmbedder embedder, Progress progress) {
    String madeOf = madeOf(people, embedder);
    Optional<Gallery> kept = read(madeOf, progress);
    if (kept.isPresent()) {
      return kept.get();
    }
    Gallery made = of(people, embedder, progress);
    NpyFile.write(file, made.pictures().matrix());
    JsonRecords.write(
        beside(), new Contents(SCHEMA, madeOf, made.identities(), made.pictures().names()));
    return made;
  }

  /** The gallery of these faces, kept nowhere. */
  public static Gallery of(KnownPeople people, PictureEmbedder embedder, Progress progress) {
    return new Gallery(people.identities(), embedder.embed(people.pictures(), progress));
  }

  private Path beside() {
    return file.resolveSibling(file.getFileName() + ".json");
  }

  private Optional<Gallery> read(String madeOf, Progress progress) {
    if (!Files.exists(file) || !Files.exists(beside())) {
      return Optional.empty();
    }
    Contents contents = JsonRecords.read(beside(), Contents.class);
    if (!contents.madeOf().equals(madeOf)) {
      progress.note(file + " is of another network or of other pictures; it is made again.");
      return Optional.empty();
    }
    FeatureMatrix matrix = NpyFile.map(file);
    float[] values = new float[Math.multiplyExact(matrix.rows(), matrix.dimension())];
    matrix.read(0, matrix.rows(), values, 0);
    return Optional.of(
        new Gallery(
            contents.identities(),
            new EmbeddedPictures(
                contents.pictures(),
                new ArrayFeatures(matrix.rows(), matrix.dimension(), values))));
  }

  private static String madeOf(KnownPeople people, PictureEmbedder embedder) {
    StringBuilder text = new StringBuilder(embedder.fingerprint());
    for (Path picture : people.pictures().files()) {
      text.append('\n').append(picture).append('\t').append(stamp(picture));
    }
    return Sha256.of(text.toString());
  }

  private static String stamp(Path picture) {
    try {
      return Files.size(picture) + " " + Files.getLastModifiedTime(picture);
    } catch (IOException e) {
      throw new DataException(picture + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
