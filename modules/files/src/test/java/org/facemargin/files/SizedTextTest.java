package org.facemargin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizedTextTest {

  @TempDir Path folder;

  /** Sparse: a terabyte that takes no room. */
  private Path huge(String name) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    return file;
  }

  @Test
  void whatIsTooLargeIsRefusedUnread() throws IOException {
    Path json = huge("a.json");
    assertThatThrownBy(() -> JsonRecords.read(json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1099511627776 bytes, expected at most");
    Path yaml = huge("a.yaml");
    assertThatThrownBy(() -> ConfigReader.read(yaml, List.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it was not read");
  }

  @Test
  void whatIsTooDeepIsRefused() throws IOException {
    Path json = Files.writeString(folder.resolve("deep.json"), "[".repeat(100_000));
    assertThatThrownBy(() -> JsonRecords.read(json)).isInstanceOf(DataException.class);
    Path yaml = Files.writeString(folder.resolve("deep.yaml"), "a: " + "[".repeat(100_000));
    assertThatThrownBy(() -> ConfigReader.read(yaml, List.of()))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void aByteOrderMarkIsNoText() throws IOException {
    Path json = Files.writeString(folder.resolve("a.json"), "\uFEFF{\"a\": 1}");
    assertThat(JsonRecords.read(json).path("a").asInt()).isEqualTo(1);
    Path yaml = Files.writeString(folder.resolve("a.yaml"), "\uFEFFa: 1\n");
    assertThat(ConfigReader.read(yaml, List.of()).has("a")).isTrue();
  }
}
