package org.facemargin.experiments.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.FeatureMatrix;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;

/**
 * A gallery on disk: {@code F.npy} with the embeddings and {@code F.npy.json} with names and with
 * what they were made of. Used again only where network, flip policy and the gallery's files, by
 * name, size and time of change, are the same.
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
  public Gallery gallery(
      FileFaces faces,
      UnaryOperator<FaceImageSource> aligned,
      PictureEmbedder embedder,
      Progress progress) {
    String madeOf = madeOf(faces, embedder);
    Optional<Gallery> kept = read(madeOf, progress);
    if (kept.isPresent()) {
      return kept.get();
    }
    Gallery made = of(faces, aligned, embedder, progress);
    NpyFile.write(file, made.pictures().matrix());
    JsonRecords.write(
        beside(), new Contents(SCHEMA, madeOf, made.identities(), made.pictures().names()));
    return made;
  }

  /** The gallery of these faces, kept nowhere. */
  public static Gallery of(
      FileFaces faces,
      UnaryOperator<FaceImageSource> aligned,
      PictureEmbedder embedder,
      Progress progress) {
    List<String> identities = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      identities.add(faces.identityName(faces.labelOf(i)));
    }
    return new Gallery(identities, embedder.embed(aligned.apply(faces), progress));
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

  private static String madeOf(FileFaces faces, PictureEmbedder embedder) {
    StringBuilder text =
        new StringBuilder(embedder.model().fingerprint()).append('\n').append(embedder.flip());
    for (int i = 0; i < faces.size(); i++) {
      text.append('\n').append(faces.nameOf(i)).append('\t').append(faces.labelOf(i));
      text.append('\t').append(stamp(faces.fileOf(i)));
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
