package org.facemargin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.facemargin.core.DataException;

/**
 * What a command would do.
 *
 * @param does a sentence
 * @param reads files and folders that have to exist
 * @param writes files and folders that it makes
 * @param more what looking at the data adds; asked for only where nothing else is done
 */
public record Plan(String does, List<Path> reads, List<Path> writes, Supplier<List<String>> more) {

  /** A plan that reads and writes nothing. */
  public static Plan to(String does) {
    return new Plan(does, List.of(), List.of(), List::of);
  }

  /** The same, reading these too. */
  public Plan reading(Path... files) {
    return new Plan(does, joined(reads, Arrays.asList(files)), writes, more);
  }

  /** The same, reading this too where it is given. */
  public Plan reading(Optional<Path> file) {
    return file.map(one -> reading(one)).orElse(this);
  }

  /** The same, writing these too. */
  public Plan writing(Path... files) {
    return new Plan(does, reads, joined(writes, Arrays.asList(files)), more);
  }

  /** The same, writing this too where it is given. */
  public Plan writing(Optional<Path> file) {
    return file.map(one -> writing(one)).orElse(this);
  }

  /** The same, with lines that are found out only where they are to be told. */
  public Plan finding(Supplier<List<String>> found) {
    return new Plan(does, reads, writes, found);
  }

  private static List<Path> joined(List<Path> some, List<Path> others) {
    List<Path> all = new ArrayList<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  /**
   * Requires every file that is read.
   *
   * @throws DataException that names all that are missing
   */
  void requireReads() {
    List<String> missing =
        reads.stream().filter(Files::notExists).map(Path::toString).distinct().toList();
    if (!missing.isEmpty()) {
      throw new DataException(
          "Not found: " + String.join(", ", missing) + ". Nothing was loaded or written.");
    }
  }

  /** As data. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("dry_run", true);
    facts.put("does", does);
    facts.put("reads", reads.stream().map(Path::toString).toList());
    facts.put("writes", writes.stream().map(Path::toString).toList());
    facts.put("found", more.get());
    return facts;
  }

  /** As text. */
  String words() {
    List<String> lines = new ArrayList<>();
    lines.add(does);
    line("Reads:  ", reads).ifPresent(lines::add);
    line("Writes: ", writes).ifPresent(lines::add);
    lines.addAll(more.get());
    lines.add("Nothing was done (--dry-run).");
    return String.join("\n", lines) + "\n";
  }

  private static Optional<String> line(String head, List<Path> files) {
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(
            head + files.stream().map(Path::toString).distinct().collect(Collectors.joining(", ")));
  }
}
