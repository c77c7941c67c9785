package org.facemargin.evaluation.benchmark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.facemargin.core.ConfigurationException;
import org.facemargin.evaluation.scores.ScoreFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default build reads no Parquet, and says what does. */
class ParquetAbsentTest {

  @Test
  void whatToAddIsSaid(@TempDir Path folder) throws IOException {
    Path part = Files.writeString(folder.resolve("part-00000.snappy.parquet"), "PAR1");
    ScoreFiles scores =
        new ScoreFiles(folder, Optional.empty(), Optional.empty(), false, Optional.empty());
    assertThatThrownBy(() -> StoredFeatures.read(part, Optional.empty()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(part.toString())
        .hasMessageContaining("mvn -Pparquet package");
    assertThatThrownBy(scores::read)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mvn -Pparquet package");
  }
}
