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

  /**
   * @param folder made when first needed
   * @param keepLast how many to keep, at least 1
   * @param progress where skipped files are said
   */
  public CheckpointStore(Path folder, int keepLast, Progress progress) {
    if (keepLast < 1) {
      throw new ConfigurationException(
          "At least the last checkpoint is kept, got keep_last " + keepLast + ".");
    }
    this.folder = folder;
    this.keepLast = keepLast;
    this.progress = progress;
  }

  /** Writes a state and removes the oldest beyond those to keep. */
  public Path save(TrainingState state) {
    Path file = folder.resolve(String.format(Locale.ROOT, "step-%09d.zip", state.step()));
    CheckpointFile.write(file, state);
    List<Path> all = newestFirst();
    all.stream().skip(keepLast).forEach(CheckpointStore::delete);
    return file;
  }

  /** Writes a state as the best so far. */
  public Path saveBest(TrainingState state) {
    CheckpointFile.write(best(), state);
    return best();
  }

  /** Where the best state is, if one was saved. */
  public Path best() {
    return folder.resolve(BEST);
  }

  /**
   * The newest state that is whole. Whatever is wrong with newer ones, they are named and set aside
   * as {@code *.damaged}, so that they neither count among those to keep nor are taken for the end.
   *
   * @throws DataException if there are files but none is whole
   */
  public Optional<TrainingState> latest() {
    List<Path> all = newestFirst();
    List<String> problems = new ArrayList<>();
    for (Path file : all) {
      try {
        TrainingState state = CheckpointFile.read(file);
        all.subList(0, problems.size()).forEach(CheckpointStore::setAside);
        return Optional.of(state);
      } catch (RuntimeException e) {
        String problem = e instanceof DataException ? e.getMessage() : file + ": " + e;
        problems.add(problem);
        progress.note("Skipping a checkpoint: " + problem);
      }
    }
    if (!problems.isEmpty()) {
      throw new DataException(
          "No checkpoint in " + folder + " can be read:\n  " + String.join("\n  ", problems));
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
