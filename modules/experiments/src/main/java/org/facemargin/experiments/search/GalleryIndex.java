package org.facemargin.experiments.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.FeatureMatrix;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.files.Ingredients;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;

/**
 * A gallery on disk: {@code F.npy} with the embeddings and {@code F.npy.json} with names and with
 * what they were made of. Used again only where network, alignment, flip policy, batch and the
 * gallery's files, by name, content and person, are the same.
 */
public final class GalleryIndex {

  private static final String SCHEMA = "gallery-index/2";

  private final Path file;

  public GalleryIndex(Path file) {
    this.file = file;
  }

  /** What lies beside the matrix. */
  private record Contents(
      String schema,
      Ingredients madeOf,
      String matrixSha256,
      List<String> identities,
      List<String> pictures) {
    Contents {
      Stream.of(schema, madeOf, matrixSha256, identities, pictures)
          .forEach(Objects::requireNonNull);
    }
  }

  /** The gallery of these faces: read where it is still theirs, made and kept where not. */
  public Gallery gallery(KnownPeople people, PictureEmbedder embedder, Progress progress) {
    Ingredients madeOf = madeOf(people, embedder);
    Optional<Gallery> kept = read(madeOf, progress);
    if (kept.isPresent()) {
      return kept.get();
    }
    Gallery made = of(people, embedder, progress);
    NpyFile.write(file, made.pictures().matrix());
    JsonRecords.write(
        beside(),
        new Contents(SCHEMA, madeOf, Sha256.of(file), made.identities(), made.pictures().names()));
    return made;
  }

  /** The gallery of these faces, kept nowhere. */
  public static Gallery of(KnownPeople people, PictureEmbedder embedder, Progress progress) {
    return new Gallery(people.identities(), embedder.embed(people.pictures(), progress));
  }

  private Path beside() {
    return file.resolveSibling(file.getFileName() + ".json");
  }

  private Optional<Gallery> read(Ingredients madeOf, Progress progress) {
    if (!Files.exists(file) || !Files.exists(beside())) {
      return Optional.empty();
    }
    List<String> differences = differences(madeOf);
    if (!differences.isEmpty()) {
      progress.note(file + " is made again (" + String.join("; ", differences) + ").");
      return Optional.empty();
    }
    Contents contents = JsonRecords.read(beside(), Contents.class);
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

  /** What lies beside the matrix may be of any version and damaged. */
  private List<String> differences(Ingredients now) {
    try {
      Contents contents = JsonRecords.read(beside(), Contents.class);
      if (!contents.matrixSha256().equals(Sha256.of(file))) {
        return List.of("its matrix is not the one that was written with its names");
      }
      return contents.madeOf().differences(now);
    } catch (DataException e) {
      return List.of(e.getMessage());
    }
  }

  private static Ingredients madeOf(KnownPeople people, PictureEmbedder embedder) {
    List<Path> files = people.pictures().files();
    List<String> pictures =
        IntStream.range(0, files.size())
            .parallel()
            .mapToObj(
                i ->
                    JsonRecords.line(
                        List.of(
                            people.identities().get(i),
                            people.pictures().names().get(i),
                            Sha256.of(files.get(i)))))
            .toList();
    return embedder.ingredients().with("people", Sha256.of(String.join("\n", pictures)));
  }
}
