package org.facemargin.experiments.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Commit and state of a source tree.
 *
 * @param commit full hash, or "unknown" outside a git work tree
 * @param dirty whether tracked files differ from the commit; true where that cannot be told
 */
public record GitState(String commit, boolean dirty) {

  private static final int PATIENCE_SECONDS = 10;
  private static final String RELEASE_FILE = "commit";
  private static final String COMMIT = "# branch.oid ";
  private static final String DIRTY = "-dirty";
  private static final GitState UNKNOWN = new GitState("unknown", true);

  /** For a page: the hash, and whether there were changes. */
  public String words() {
    return commit + (dirty ? " with changes" : "");
  }

  /**
   * The state of the work tree that holds {@code folder}; of a release, whose root holds a file
   * {@code commit}, the state it was built from.
   */
  public static GitState of(Path folder) {
    Path written = folder.resolve(RELEASE_FILE);
    if (Files.isRegularFile(written)) {
      return released(written);
    }
    return git(folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no")
        .map(GitState::ofStatus)
        .orElse(UNKNOWN);
  }

  /** Lines that begin with a number sign are about the branch, all others are changes. */
  private static GitState ofStatus(String status) {
    List<String> lines = status.lines().toList();
    boolean dirty = lines.stream().anyMatch(line -> !line.startsWith("#"));
    return lines.stream()
        .filter(line -> line.startsWith(COMMIT))
        .map(line -> line.substring(COMMIT.length()))
        .filter(commit -> !commit.startsWith("("))
        .findFirst()
        .map(commit -> new GitState(commit, dirty))
        .orElse(UNKNOWN);
  }

  private static GitState released(Path file) {
    try {
      String text = Files.readString(file).strip();
      boolean dirty = text.endsWith(DIRTY);
      return new GitState(dirty ? text.substring(0, text.length() - DIRTY.length()) : text, dirty);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static Optional<String> git(Path folder, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("git");
    builder.command().addAll(List.of(arguments));
    builder.directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
