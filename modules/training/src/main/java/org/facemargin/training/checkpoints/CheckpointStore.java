package org.facemargin.training.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.Progress;
import org.facemargin.training.ranks.ClassRange;
import org.facemargin.training.ranks.Collective;

/**
 * The checkpoints of one run: the last few, {@code step-000001200.zip}, and the best, {@code
 * best.zip}.
 */
public final class CheckpointStore {

  private static final Pattern NAME = Pattern.compile("step-\\d{9,}\\.zip");
  private static final String BEST = "best.zip";

  private final Path folder;
  private final int keepLast;
  private final Progress progress;
  private final Collective ranks;

  /**
   * @param folder made when first needed
   * @param keepLast how many to keep, at least 1
   * @param progress where skipped files are said
   */
  public CheckpointStore(Path folder, int keepLast, Progress progress) {
    this(folder, keepLast, progress, Collective.ALONE);
  }

  /**
   * @param folder made when first needed; rank 0 writes, all ranks read
   * @param keepLast how many to keep, at least 1
   * @param progress where skipped files are said
   * @param ranks whose state is saved; each of them makes every call
   */
  public CheckpointStore(Path folder, int keepLast, Progress progress, Collective ranks) {
    if (keepLast < 1) {
      throw new ConfigurationException(
          "At least the last checkpoint is kept, got keep_last " + keepLast + ".");
    }
    this.folder = folder;
    this.keepLast = keepLast;
    this.progress = progress;
    this.ranks = ranks;
  }

  /** Writes a state and removes the oldest beyond those to keep. */
  public Path save(TrainingState state) {
    Path file = fileOf(state.step());
    CheckpointFile.write(file, state, ranks);
    if (ranks.rank() == 0) {
      newestFirst().stream().skip(keepLast).forEach(CheckpointStore::delete);
    }
    return file;
  }

  private Path fileOf(long step) {
    return folder.resolve(String.format(Locale.ROOT, "step-%09d.zip", step));
  }

  /** Writes a state as the best so far. */
  public Path saveBest(TrainingState state) {
    CheckpointFile.write(best(), state, ranks);
    return best();
  }

  /** Where the best state is, if one was saved. */
  public Path best() {
    return folder.resolve(BEST);
  }

  /** The newest state that is whole: {@link #latest(ClassRange)} with every class. */
  public Optional<TrainingState> latest() {
    return latest(ClassRange.whole(1));
  }

  /**
   * The newest state that is whole, with the class centres of a range alone. Whatever is wrong with
   * newer ones, they are named and set aside as {@code *.damaged}, so that they neither count among
   * those to keep nor are taken for the end. Rank 0 chooses the file; all ranks must see the same
   * folder.
   *
   * @throws DataException if there are files but none is whole
   */
  public Optional<TrainingState> latest(ClassRange range) {
    double[] chosen = {
      ranks.rank() == 0 ? newestWhole().map(CheckpointStore::stepOf).orElse(-1L) : -1
    };
    ranks.max(chosen);
    return chosen[0] < 0
        ? Optional.empty()
        : Optional.of(CheckpointFile.readVerified(fileOf((long) chosen[0]), range));
  }

  private Optional<Path> newestWhole() {
    List<Path> all = newestFirst();
    List<String> problems = new ArrayList<>();
    for (Path file : all) {
      try {
        CheckpointFile.read(file);
        all.subList(0, problems.size()).forEach(CheckpointStore::setAside);
        return Optional.of(file);
      } catch (RuntimeException e) {
        String problem = e instanceof DataException ? e.getMessage() : file + ": " + e;
        problems.add(problem);
        progress.note("Skipping a checkpoint: " + problem);
      }
    }
    if (!problems.isEmpty()) {
      throw DataException.of(
          "No checkpoint in %s can be read:\n  %s", folder, String.join("\n  ", problems));
    }
    return Optional.empty();
  }

  /** The kept files, newest first. */
  public List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparing(CheckpointStore::stepOf).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  private static long stepOf(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring("step-".length(), name.length() - ".zip".length()));
  }

  private static void setAside(Path file) {
    try {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".damaged"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot rename " + file + ": " + e.getMessage(), e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + file + ": " + e.getMessage(), e);
    }
  }
}
