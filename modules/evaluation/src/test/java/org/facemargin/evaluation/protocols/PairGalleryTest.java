package org.facemargin.evaluation.protocols;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.metrics.VerificationScores;
import org.facemargin.report.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairGalleryTest {

  private static final int PAIRS = 60;

  /** Three pictures a person; pairs of one person first, all their scores alike. */
  private record Drawn() implements FaceImageSource {

    @Override
    public int size() {
      return PAIRS;
    }

    @Override
    public FaceImage read(int index) {
      return new FaceImage(2, 2, new byte[12]);
    }

    @Override
    public String nameOf(int index) {
      return "P" + index / 3 + "/P" + index / 3 + "_000" + index % 3 + ".jpg";
    }
  }

  private static PairGallery gallery() {
    int[] first = new int[PAIRS];
    int[] second = new int[PAIRS];
    boolean[] same = new boolean[PAIRS];
    double[] cosines = new double[PAIRS];
    boolean[] rightly = new boolean[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      same[i] = i < PAIRS - 10;
      first[i] = i / 3 * 3;
      second[i] = same[i] ? i / 3 * 3 + 1 : (i + 9) % PAIRS;
      cosines[i] = 0.5;
    }
    return new PairGallery(
        new Drawn(),
        new TenFoldPairs.Numbers(
            null,
            VerificationScores.of(cosines, same),
            Double.NaN,
            PAIRS,
            cosines,
            rightly,
            new PairList(first, second, same, 10)));
  }

  /** Pairs of one person stand three times in the list: each person is shown once, none hardest. */
  @Test
  void typicalPairsAreFivePeopleAndNoneOfTheHardest() {
    List<Block> blocks = gallery().blocks();
    List<String> typical = names((Block.Pairs) blocks.get(0));
    List<String> hardest = names((Block.Pairs) blocks.get(1));
    assertThat(typical).hasSize(5).doesNotHaveDuplicates();
    assertThat(hardest).hasSize(10);
    assertThat(typical.stream().map(name -> name.replaceFirst("_.*", ""))).doesNotHaveDuplicates();
  }

  private static List<String> names(Block.Pairs pairs) {
    List<String> names = new ArrayList<>();
    pairs.items().forEach(pair -> names.add(pair.left().alternative()));
    return names;
  }

  @Test
  void whatIsSaidIsPlain() {
    Block.Pair pair = ((Block.Pairs) gallery().blocks().get(1)).items().get(0);
    assertThat(pair.text()).isEqualTo("cosine 0.500, decided wrongly");
    assertThat(Arrays.asList(pair.left().alternative(), pair.right().alternative()))
        .allMatch(name -> name.matches("P[0-9]+_000[0-2]"));
  }

  @ParameterizedTest
  @CsvSource({
    "Ann_Lee/Ann_Lee_0001.jpg, Ann_Lee_0001",
    "p1/v0/f.jpg, p1/v0/f",
    "7, 7",
    "a.b/c.png, a.b/c",
  })
  void names(String name, String shown) {
    assertThat(PairGallery.shortName(name)).isEqualTo(shown);
  }
}
