package org.facemargin.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;
import org.facemargin.files.Ingredients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 2,500 pictures are three blocks: 1,024, 1,024 and 452. */
class EmbeddingCacheTest {

  private static final int PICTURES = 2500;

  private static final Ingredients NETWORK =
      Ingredients.NONE.with("network", "a hash").with("engine", "a runtime").with("threads", 2);

  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();
  private final Progress progress =
      new Progress() {
        @Override
        public Task start(String label, String unit, long total) {
          return Task.SILENT;
        }

        @Override
        public void note(String message) {
          notes.add(message);
        }
      };

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Sums of pixels with alternating signs; stops after so many pictures. */
  private static final class Network implements FaceEmbedder {
    private final int most;
    private final AtomicInteger seen = new AtomicInteger();

    Network(int most) {
      this.most = most;
    }

    @Override
    public ImageSpec imageSpec() {
      return ImageSpec.arcface(4);
    }

    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public int maxBatch() {
      return 64;
    }

    @Override
    public int concurrency() {
      return 4;
    }

    @Override
    public void embed(float[] inputs, int count, float[] embeddings, int offset) {
      if (seen.addAndGet(count) > most) {
        throw new Stopped();
      }
      for (int i = 0; i < count; i++) {
        float even = 0;
        float odd = 0;
        for (int k = 0; k < 48; k += 2) {
          even += inputs[48 * i + k] * (k + 1);
          odd += inputs[48 * i + k + 1] * (k + 2);
        }
        embeddings[offset + 2 * i] = even;
        embeddings[offset + 2 * i + 1] = odd;
      }
    }

    @Override
    public void close() {}
  }

  private static FaceImageSource pictures(int changed) {
    return new FaceImageSource() {
      @Override
      public int size() {
        return PICTURES;
      }

      @Override
      public String nameOf(int index) {
        return "picture " + index;
      }

      @Override
      public FaceImage read(int index) {
        byte[] rgb = new byte[48];
        new Random(index == changed ? -1 : index).nextBytes(rgb);
        return new FaceImage(4, 4, rgb);
      }
    };
  }

  private EmbeddingCache.Embedded embed(Network network, int batch, int threads, int changed) {
    return new EmbeddingCache(folder, NETWORK)
        .embed(new EmbeddingExtractor(batch, threads), network, pictures(changed), false, progress);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void stoppedAndStartedAgainGoesOnAfterTheLastWholeBlock() throws IOException {
    float[] expected =
        new EmbeddingExtractor(32, 1)
            .extract(new Network(PICTURES), pictures(-1), false, Progress.SILENT)
            .values();
    assertThatThrownBy(() -> embed(new Network(2 * 1024 + 100), 7, 3, -1))
        .isInstanceOf(Stopped.class);
    assertThat(files()).isEqualTo(2);
    Network second = new Network(PICTURES);
    EmbeddingCache.Embedded embedded = embed(second, 7, 2, -1);
    assertThat(embedded.matrix().values()).isEqualTo(expected);
    assertThat(embedded.stored()).isEqualTo(2048);
    assertThat(second.seen).hasValue(452);
    assertThat(notes)
        .containsExactly(
            "Embeddings of 2,048 of 2,500 pictures were stored already in "
                + folder
                + "; the network ran on the others.");
    assertThat(embed(new Network(0), 7, 1, -1).matrix().values()).isEqualTo(expected);
  }

  /** Embeddings move in the last digits with the batch, so that another batch is made anew. */
  @Test
  void whatWasMadeInAnotherBatchIsNotTaken() {
    embed(new Network(PICTURES), 7, 1, -1);
    assertThat(embed(new Network(PICTURES), 64, 1, -1).stored()).isZero();
    assertThat(embed(new Network(0), 64, 1, -1).stored()).isEqualTo(PICTURES);
  }

  @Test
  void anotherPictureOrNetworkIsAnotherBlock() {
    embed(new Network(PICTURES), 32, 1, -1);
    Network changed = new Network(PICTURES);
    assertThat(embed(changed, 32, 1, 5).stored()).isEqualTo(PICTURES - 1024);
    assertThat(changed.seen).hasValue(1024);
    for (Ingredients other :
        List.of(
            Ingredients.NONE
                .with("network", "another")
                .with("engine", "a runtime")
                .with("threads", 2),
            Ingredients.NONE.with("network", "a hash").with("engine", "another").with("threads", 2),
            Ingredients.NONE
                .with("network", "a hash")
                .with("engine", "a runtime")
                .with("threads", 3),
            NETWORK.with("mean", 0.5))) {
      assertThat(
              new EmbeddingCache(folder, other)
                  .embed(
                      new EmbeddingExtractor(32, 1),
                      new Network(PICTURES),
                      pictures(-1),
                      false,
                      Progress.SILENT)
                  .stored())
          .isZero();
    }
    assertThat(
            new EmbeddingCache(folder, NETWORK)
                .embed(
                    new EmbeddingExtractor(32, 1),
                    new Network(2 * PICTURES),
                    pictures(-1),
                    true,
                    Progress.SILENT)
                .stored())
        .isZero();
  }

  @Test
  void aDamagedBlockIsMadeAgainInWords() throws IOException {
    float[] expected = embed(new Network(PICTURES), 32, 1, -1).matrix().values();
    Path one;
    try (Stream<Path> files = Files.list(folder)) {
      one = files.sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(one);
    bytes[10] ^= 1;
    Files.write(one, bytes);
    assertThat(embed(new Network(PICTURES), 32, 1, -1).matrix().values()).isEqualTo(expected);
    assertThat(notes.get(0)).contains("is damaged");
  }
}
