package org.facemargin.faces.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists that contradict themselves, and lists that name one thing twice. */
class PairLabelsTest {

  @TempDir private Path folder;

  private static PairLabels labels(int[] first, int[] second, boolean... same) {
    return PairLabels.of(first, second, same, pair -> "line " + (pair + 1));
  }

  /** Pairs 1-2 and 3-3 once each, 2-1 again (the order does not count), 3-3 a second time. */
  @Test
  void whatIsListedAgainAndWhatIsItselfIsCounted() {
    PairLabels labels =
        labels(new int[] {1, 3, 2, 3, 1}, new int[] {2, 3, 1, 3, 3}, true, true, true, true, false);
    assertThat(labels).isEqualTo(new PairLabels(5, 2, "line 2", 2));
    assertThat(labels.remarks())
        .containsExactly(
            "WARNING: 2 of 5 pairs have one and the same on both sides and count as genuine (the"
                + " first: line 2)",
            "2 of 5 pairs were listed before and count again");
    assertThat(labels(new int[] {0, 1}, new int[] {1, 2}, true, false).remarks()).isEmpty();
  }

  @Test
  void aPairWithBothLabelsIsRefusedAtBothPlaces() {
    assertThatThrownBy(
            () -> labels(new int[] {5, 0, 7, 7}, new int[] {7, 1, 5, 5}, false, true, true, true))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "line 3: labelled genuine, but line 1 labels the same pair impostor. One of the two is"
                + " wrong.");
    assertThatThrownBy(() -> labels(new int[] {5, 7}, new int[] {7, 5}, true, false))
        .hasMessageStartingWith("line 2: labelled impostor, but line 1");
  }

  @Test
  void nothingDiffersFromItself() {
    assertThatThrownBy(() -> labels(new int[] {0, 4}, new int[] {1, 4}, true, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line 2: both sides are one and the same");
  }

  /** The largest indices leave room for the label, and are not taken for one another. */
  @Test
  void largeIndicesStayApart() {
    int most = Integer.MAX_VALUE;
    PairLabels labels =
        labels(new int[] {most, 0, most - 1}, new int[] {0, most - 1, most}, true, false, true);
    assertThat(labels).isEqualTo(new PairLabels(3, 0, "", 0));
  }

  /** Random lists over few things, beside a count by sets of texts. */
  @Test
  void equalsCountingBySets() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 300; run++) {
      int[] first = random.ints(12, 0, 9).toArray();
      int[] second = random.ints(12, 0, 9).toArray();
      boolean[] same = new boolean[12];
      Map<Set<Integer>, Boolean> seen = new HashMap<>();
      boolean refused = false;
      int again = 0;
      for (int k = 0; k < 12; k++) {
        same[k] = random.nextInt(4) > 0;
        Set<Integer> pair = new HashSet<>(List.of(first[k]));
        pair.add(second[k]);
        Boolean before = seen.put(pair, same[k]);
        again += before == null ? 0 : 1;
        refused |= before != null && before != same[k] || pair.size() == 1 && !same[k];
      }
      if (refused) {
        assertThatThrownBy(() -> labels(first, second, same)).isInstanceOf(DataException.class);
      } else {
        assertThat(labels(first, second, same).repeated()).isEqualTo(again);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "paths|a b 1;b a 0|list:2: labelled impostor, but .*list:1 labels the same pair genuine",
        "paths|a b 1;a a 0|list:2: both sides are one and the same",
        "lfw|a 1 2;a 1 a 2|list:2: labelled impostor, but .*list:1",
        "lfw|a 1 a 1|list:1: both sides are one and the same",
        "calfw|a 1;b 1;b 0;a 0|list:4: labelled impostor, but .*list:2",
      })
  void everyListIsRefusedAtItsLines(String format, String lines, String message)
      throws IOException {
    Path list = Files.writeString(folder.resolve("list"), lines.replace(';', '\n') + "\n");
    assertThatThrownBy(() -> PairFormat.named(format).namesOf(list))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("(?s).*" + message + ".*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"paths|a b 1;c c 1;a d 0", "lfw|a 1 2;c 3 3;a 1 b 1"})
  void aPictureBesideItselfIsCounted(String format, String lines) throws IOException {
    Path list = Files.writeString(folder.resolve("list"), lines.replace(';', '\n') + "\n");
    PairedFaces faces = PairFormat.named(format).namesOf(list);
    assertThat(faces.labels().themselves()).isOne();
    assertThat(faces.labels().example()).startsWith("pair 2, c");
  }

  /** A picture is one, however its path is written. */
  @Test
  void twoWaysToWriteAPathAreOnePicture() throws IOException {
    for (String name : List.of("a.jpg", "b.jpg")) {
      Files.write(folder.resolve(name), new byte[] {1});
    }
    Path list = Files.writeString(folder.resolve("list"), "a a.jpg 1\na ./b.jpg 1\n");
    PairedFaces faces = PairFormat.named("paths").read(list, folder);
    assertThat(faces.pairs()).containsExactly(new FacePair(0, 0, true), new FacePair(0, 1, true));
    assertThat(faces.images().size()).isEqualTo(2);
    Path wrong = Files.writeString(folder.resolve("wrong"), "a b 1\n./b.jpg ./a.jpg 0\n");
    assertThatThrownBy(() -> PairFormat.named("paths").read(wrong, folder))
        .hasMessageContaining("wrong:2: labelled impostor, but ");
  }
}
