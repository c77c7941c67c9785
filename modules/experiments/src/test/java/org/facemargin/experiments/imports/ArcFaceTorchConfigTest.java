package org.facemargin.experiments.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArcFaceTorchConfigTest {

  private static final String REST =
      """
      config.rec = "/data/ms1m"  # where it lies
      config.num_classes = 93431
      config.num_image = 5179510
      config.num_epoch = 20
      """;

  @TempDir Path folder;

  private ArcFaceTorchConfig.Imported read(String text, int gpus) throws Exception {
    Path file = folder.resolve("config.py");
    Files.writeString(file, "from easydict import EasyDict as edict\n\nconfig = edict()\n" + text);
    return ArcFaceTorchConfig.read(file, gpus);
  }

  /** 5,179,510 // (128 · 8) = 5,058 steps an epoch, 101,160 in twenty. */
  @Test
  void stepsAreCountedAsThere() throws Exception {
    ArcFaceTorchConfig.Imported imported =
        read("config.warmup_epoch = 2\nconfig.val_targets = ['lfw', \"cfp_fp\"]\n" + REST, 8);
    assertThat(imported.yaml())
        .contains("max_steps: 101160")
        .contains("warmup_steps: 10116")
        .contains("batch_size: 1024")
        .contains("{benchmark: \"/data/ms1m/lfw.bin\", flip: sum}")
        .contains("{benchmark: \"/data/ms1m/cfp_fp.bin\", flip: sum}")
        .contains("power: 1, base_lr: 0.1");
    assertThat(imported.notes()).anyMatch(note -> note.contains("full rate"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(1.0, 0.5, 0.0); name: arcface, scale: 64.0, m: 0.5, gradient: detached, beyond_pi: raw",
        "(1.0, 0.0, 0.4); name: cosface, scale: 64.0, m: 0.4",
        "(1.0, 0.3, 0.2); name: cosface, scale: 64.0, m: 0.2"
      })
  void theMarginIsWhatItsCodeMakesOfIt(String margins, String loss) throws Exception {
    assertThat(read("config.margin_list = " + margins + "\n" + REST, 1).yaml()).contains(loss);
  }

  @Test
  void aDroppedMarginIsSaid() throws Exception {
    assertThat(read("config.margin_list = (1.0, 0.3, 0.2)\n" + REST, 1).notes())
        .anyMatch(note -> note.contains("drops m1 and m2"));
    assertThat(read("config.margin_list = (1.0, 0.0, 0.2)\n" + REST, 1).notes())
        .noneMatch(note -> note.contains("drops m1 and m2"));
  }

  @Test
  void filteringIsTakenOver() throws Exception {
    assertThat(read("config.interclass_filtering_threshold = 0.4\n" + REST, 1).yaml())
        .contains("interclass_filter: 0.4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "config.lr = get_rate(); config.py:4",
        "config.network = 'vit_b'; config.py:4: config.network",
        "config.margin_list = (1.35, 0.0, 0.0); arcface_torch itself refuses",
        "config.batch_size = 'many'; config.batch_size has 'many', expected a number",
        "config.batch_size = 1e10; expected a whole number",
        "config.margin_list = (None, 0.0, 0.4); config.margin_list has 'None', expected a number",
        "config.interclass_filtering_threshold = True; has 'True', expected a number",
        "config.lr = 1.2.3 * 4; config.py:4",
        "config.lr = 1e-- * 4; config.py:4",
        "for i in range(3):; expected config.NAME = LITERAL"
      })
  void whatIsNoConfigurationIsRefusedAtItsLine(String line, String message) {
    assertThatThrownBy(() -> read(line + "\n" + REST, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNotKnownIsSaid() throws Exception {
    assertThat(read("config.new_trick = True\nconfig.output = None\n" + REST, 1).notes())
        .anyMatch(note -> note.contains("new_trick"))
        .noneMatch(note -> note.contains("output"));
  }
}
