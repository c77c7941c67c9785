package org.facemargin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.facemargin.files.Sha256;
import org.facemargin.files.json.JsonRecords;

/** What a folder holds, to be compared: every file, but no clock and no history of resumes. */
final class FolderContent {

  /** Keys whose values are times or speeds, or that tell of resumes. */
  private static final Set<String> OF_THE_CLOCK =
      Set.of(
          "seconds",
          "imagesPerSecond",
          "images_per_second",
          "data_wait_share",
          "startedUtc",
          "resumed",
          "stored",
          "listeners",
          "largestDifference");

  private FolderContent() {}

  /** The hash of every file, by its path. */
  static Map<String, String> exact(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (Path file : files(folder)) {
      found.put(folder.relativize(file).toString(), Sha256.of(file));
    }
    return found;
  }

  /** As {@link #exact}, with everything the clock decides left out. */
  static Map<String, String> timeless(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = folder.relativize(file).toString();
      if (name.matches("(.*/)?report/(?!tables/).*")) {
        found.put(name, "is there");
      } else if (name.endsWith(".json")) {
        found.put(name, timeless(JsonRecords.read(file)).toString());
      } else if (name.endsWith(".jsonl")) {
        found.put(
            name,
            Files.readAllLines(file).stream()
                .map(line -> timeless(JsonRecords.parse(name, line)).toString())
                .collect(Collectors.joining("\n")));
      } else if (name.endsWith(".zip")) {
        zip(name, file, found);
      } else if (!name.endsWith(".lock")) {
        found.put(name, Sha256.of(file));
      }
    }
    return found;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static JsonNode timeless(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(OF_THE_CLOCK);
      object.forEach(FolderContent::timeless);
    } else if (node instanceof ArrayNode array) {
      array.forEach(FolderContent::timeless);
    }
    return node;
  }

  /** Entries by their bytes; the manifest, which hashes the clock too, is left out. */
  private static void zip(String name, Path file, Map<String, String> found) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readAllBytes();
        String key = name + "!" + entry.getName();
        if (entry.getName().endsWith("state.json")) {
          String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("\\s*\n\\s*", " ");
          found.put(key, timeless(JsonRecords.parse(key, text)).toString());
        } else if (!entry.getName().startsWith("manifest")) {
          found.put(key, Sha256.of(bytes));
        }
      }
    }
  }
}
