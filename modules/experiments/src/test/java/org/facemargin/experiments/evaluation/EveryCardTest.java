package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.CardFile;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.files.yaml.ProjectFolder;
import org.junit.jupiter.api.Test;

/** Every card the project ships is read, and there are as many as there should be. */
class EveryCardTest {

  @Test
  void everyBenchmarkCardIsRead() {
    List<String> names = CardFile.names(ProjectFolder.find().resolve(BenchmarkCard.FOLDER));
    assertThat(names)
        .contains(
            "lfw",
            "cfp-fp",
            "cfp-ff",
            "agedb-30",
            "calfw",
            "cplfw",
            "ijb-c",
            "megaface",
            "ytf",
            "tinyface");
    for (String name : names) {
      BenchmarkCard card = BenchmarkCard.find(name);
      assertThat(card.name()).isEqualTo(name);
      assertThat(card.title()).isNotBlank();
      assertThat(card.source()).as("source of %s", name).isNotBlank();
    }
  }

  @Test
  void everyModelCardIsRead() {
    List<String> names = CardFile.names(ProjectFolder.find().resolve(ModelCardFile.FOLDER));
    assertThat(names).contains("foamliu-mobilefacenet");
    for (String name : names) {
      assertThat(ModelCardFile.find(name).card().licence()).isNotBlank();
    }
  }

  @Test
  void anUnknownBenchmarkNamesTheNearest() {
    assertThatThrownBy(() -> BenchmarkCard.find("lwf"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Did you mean 'lfw'?");
  }
}
