package org.facemargin.faces.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.facemargin.faces.toy.ToyFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseTableTest {

  private static final ToyFaces CLEAN = new ToyFaces(1, ToyFaces.Split.TRAIN, 10, 4, 16);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(NoiseKind.class)
  void everyPictureIsToldApart(NoiseKind kind) {
    NoisyFaces faces = new NoisyFaces(CLEAN, kind, 0.3, 5);
    Path file = folder.resolve("label-noise.tsv");
    NoiseTable.of(faces).write(file);
    NoiseTable table = NoiseTable.read(file);
    assertThat(table).isEqualTo(NoiseTable.of(faces));
    assertThat(table.rows()).hasSize(40).anyMatch(NoiseTable.Row::clean).anyMatch(r -> !r.clean());
    for (int i = 0; i < 40; i++) {
      NoiseTable.Row row = table.rows().get(i);
      assertThat(row.trueIdentity()).isEqualTo(CLEAN.labelOf(i));
      assertThat(row.label()).isEqualTo(faces.labelOf(i));
      assertThat(row.clean()).isEqualTo(faces.isClean(i));
    }
  }

  @Test
  void aDamagedTableIsRefusedWithItsLine() throws IOException {
    Path file = folder.resolve("label-noise.tsv");
    String header = "index\tname\tlabel\ttrue_identity\tclean\n";
    Files.writeString(file, header + "0\ta\t1\t1\t1\n1\tb\t1\t1\t2\n");
    assertThatThrownBy(() -> NoiseTable.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tsv:3: expected 0 or 1");
    Files.writeString(file, header + "1\ta\t1\t1\t1\n");
    assertThatThrownBy(() -> NoiseTable.read(file)).hasMessageContaining("expected picture 0");
    Files.writeString(file, "index\tname\n");
    assertThatThrownBy(() -> NoiseTable.read(file)).hasMessageContaining("tsv:1");
  }
}
