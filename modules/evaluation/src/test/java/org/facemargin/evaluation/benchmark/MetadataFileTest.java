package org.facemargin.evaluation.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"image,sex\na,\"b", "image,sex\na,\"b\"c\n", "image,sex\n\"\"\"\n"})
  void aQuoteThatDoesNotCloseIsADamagedFile(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), text);
    assertThatThrownBy(() -> MetadataFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), "\uFEFFimage,sex\na,f\n");
    assertThat(MetadataFile.read(file).byIdentity()).isFalse();
  }

  /** Java would take every value but the first column's for a number. */
  @Test
  void onlyDecimalNumbersAreNumbers() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.csv"),
            "image,score,single,hex,word,missing\na,-.5e1,1f,0x1p3,nan,\nb,+2.,2f,0x2p3,1,7\n");
    MetadataFile read = MetadataFile.read(file);
    assertThat(read.columns().stream().filter(name -> read.isNumeric(read.column(name))))
        .containsExactly("score", "missing");
  }
}
