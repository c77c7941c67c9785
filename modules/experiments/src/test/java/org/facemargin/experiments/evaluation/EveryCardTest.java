package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.CardFile;
import org.facemargin.experiments.models.KnownNetwork;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.files.yaml.ProjectFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /**
   * Every card with its networks; a number of ours is of the very file, and a hash leads to one
   * card.
   */
  @Test
  void everyModelCardIsRead() {
    List<String> names = CardFile.names(ProjectFolder.find().resolve(ModelCardFile.FOLDER));
    assertThat(names)
        .contains(
            "adaface",
            "arcface-torch",
            "curricularface",
            "cvlface",
            "foamliu-mobilefacenet",
            "insightface-mxnet",
            "insightface-mxnet-y1",
            "insightface-packs",
            "magface",
            "opencv-sface");
    List<String> hashes = new ArrayList<>();
    for (String name : names) {
      ModelCardFile card = ModelCardFile.find(name);
      assertThat(card.card().licence()).as("licence of %s", name).isNotBlank();
      assertThat(card.card().source()).as("source of %s", name).isNotBlank();
      assertThat(card.networks()).as("networks of %s", name).isNotEmpty();
      for (KnownNetwork network : card.networks()) {
        if (!network.sha256().isEmpty()) {
          hashes.add(network.sha256());
        }
        for (KnownNetwork.Measured ours : network.measured()) {
          assertThat(JsonRecords.read(ours.record()).at("/model/sha256").asText())
              .as("the network of %s", ours.record())
              .isEqualTo(network.sha256());
          assertThat(ours.value()).isBetween(0.0, 1.0);
        }
      }
    }
    assertThat(hashes).hasSizeGreaterThan(4).doesNotHaveDuplicates();
    assertThat(ModelCardFile.find("foamliu-mobilefacenet").networks().get(0).measuredWords())
        .isEqualTo("lfw 99.38 %");
  }

  @Test
  void aMeanOfBytesIsRefusedWithItsUnit(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bytes.yaml");
    Files.writeString(
        file,
        """
        schema: model-card/1
        name: bytes
        image: {width_px: 112, height_px: 112, color: rgb, mean: [127.5, 127.5, 127.5], std: [0.5, 0.5, 0.5]}
        embedding_dim: 512
        flip: none
        licence: none
        source: a test
        """);
    assertThatThrownBy(() -> ModelCardFile.read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bytes.yaml:3")
        .hasMessageContaining("has 127.5, expected 0.0 to 1.0 in units of the full range")
        .hasMessageContaining("divided by 255");
    Files.writeString(
        file, Files.readString(file).replace("rgb, mean: [127.5,", "gray, mean: [0.5,"));
    assertThatThrownBy(() -> ModelCardFile.read(file))
        .hasMessageContaining("has 3 numbers, expected 1, one a plane of GRAY");
  }

  @Test
  void anUnknownBenchmarkNamesTheNearest() {
    assertThatThrownBy(() -> BenchmarkCard.find("lwf"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Did you mean 'lfw'?");
  }
}
