package org.facemargin.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.facemargin.files.Sha256;

/** Checkpoints changed on purpose. */
final class Checkpoints {

  private Checkpoints() {}

  /** Replaces a text in {@code state.json}, and its hash in the manifest. */
  static void replaceInState(Path file, String text, String other) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    byte[] before = entries.get("state.json");
    String state = new String(before, StandardCharsets.UTF_8);
    if (!state.contains(text)) {
      throw new IllegalArgumentException("No '" + text + "' in " + state);
    }
    byte[] after = state.replace(text, other).getBytes(StandardCharsets.UTF_8);
    entries.put("state.json", after);
    entries.compute(
        "manifest.sha256",
        (name, bytes) ->
            new String(bytes, StandardCharsets.UTF_8)
                .replace(Sha256.of(before), Sha256.of(after))
                .getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    Files.write(file, bytes.toByteArray());
  }
}
