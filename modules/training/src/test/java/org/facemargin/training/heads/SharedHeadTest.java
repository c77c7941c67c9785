package org.facemargin.training.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.training.ranks.ClassRange;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A head whose classes ranks share, against {@link NaiveHead} over the joint batch: loss, dX and dW
 * to 1e-5. Six rows and 1103 classes, which two and three ranks do not divide evenly.
 */
class SharedHeadTest {

  private static final double NEAR = 1e-5;
  private static final int CLASSES = 1103;
  private static final int D = 24;
  private static final FusedHeadOptions OPTIONS = FusedHeadOptions.defaults().withThreads(2);

  /** What a rank found: its rows of dX, its classes' dW, the classes it looked at. */
  private record Part(
      HeadResult result,
      float[] dx,
      float[] dw,
      ClassRange range,
      int[] sampled,
      Optional<Posteriors> posteriors) {}

  private static Part pass(FusedMarginHead head, HeadCase batch, Collective ranks) {
    int n = batch.n / ranks.size();
    int row = n * ranks.rank();
    ClassRange range = head.range();
    head.weights().put(0, batch.w, range.first() * D, range.count() * D);
    FloatBuffer dx = HeadCase.direct(new float[n * D]);
    FloatBuffer dw = HeadCase.direct(new float[range.count() * D]);
    HeadResult result =
        head.forwardBackward(
            HeadCase.direct(Arrays.copyOfRange(batch.x, row * D, (row + n) * D)),
            Arrays.copyOfRange(batch.labels, row, row + n),
            dx,
            dw);
    int[] sampled =
        head.sampledClasses().orElse(IntStream.range(0, range.count()).toArray()).clone();
    return new Part(
        result, HeadCase.array(dx), HeadCase.array(dw), range, sampled, head.posteriors());
  }

  /** The passes' parts, by pass and then by rank. */
  private static List<List<Part>> passes(
      int size, MarginLoss loss, HeadCase batch, FusedHeadOptions options, int passes) {
    List<List<Part>> byRank =
        RankThreads.run(
            size,
            ranks -> {
              HeadSize shape = new HeadSize(batch.classes, D);
              try (FusedMarginHead head = new FusedMarginHead(loss, shape, options, ranks)) {
                List<Part> parts = new ArrayList<>();
                for (int pass = 0; pass < passes; pass++) {
                  parts.add(pass(head, batch, ranks));
                }
                return parts;
              }
            });
    return IntStream.range(0, passes)
        .mapToObj(pass -> byRank.stream().map(parts -> parts.get(pass)).toList())
        .toList();
  }

  private static void assertEqual(List<Part> parts, NaiveHead naive) {
    int length = parts.get(0).dx().length;
    for (int rank = 0; rank < parts.size(); rank++) {
      Part part = parts.get(rank);
      assertThat(part.result().loss())
          .as("loss")
          .isCloseTo(naive.value, within(NEAR * Math.max(1e-2, Math.abs(naive.value))));
      assertThat(part.result().loss()).isEqualTo(parts.get(0).result().loss());
      double[] dx = Arrays.copyOfRange(naive.dx, rank * length, (rank + 1) * length);
      HeadCase.assertNear("dX of rank " + rank, part.dx(), dx, NEAR);
      int from = part.range().first() * D;
      double[] dw = Arrays.copyOfRange(naive.dw, from, from + part.dw().length);
      HeadCase.assertNear("dW of rank " + rank, part.dw(), dw, NEAR);
    }
  }

  private static void compare(int size, MarginLoss loss, HeadCase batch, FusedHeadOptions options) {
    NaiveHead naive = new NaiveHead(loss, batch.classes, D);
    for (List<Part> parts : passes(size, loss, batch, options, 2)) {
      naive.run(batch.x, batch.labels, batch.w);
      assertEqual(parts, naive);
    }
  }

  static Stream<Arguments> lossesAndRanks() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream()
        .flatMap(name -> Stream.of(1, 2, 3).map(size -> Arguments.of(name, size)));
  }

  @ParameterizedTest
  @MethodSource("lossesAndRanks")
  void everyLossEqualsOneRank(String name, int size) {
    compare(
        size, FusedMarginHeadTest.loss(name, Map.of()), new HeadCase(6, CLASSES, D, 5), OPTIONS);
  }

  @ParameterizedTest
  @MethodSource("lossesAndRanks")
  void everyLossWithWrongClassesRectified(String name, int size) {
    MarginLoss loss = FusedMarginHeadTest.loss(name, Map.of("wc_relu", "true"));
    compare(size, loss, new HeadCase(6, 35, D, 6), OPTIONS);
  }

  /** Every rank counts what one alone would, over all classes and rows. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void posteriorsAreThoseOfOneRank(int size) {
    MarginLoss loss = FusedMarginHeadTest.loss("qmargin", Map.of("alpha", "1.5"));
    HeadCase batch = new HeadCase(6, CLASSES, D, 8);
    Posteriors alone = passes(1, loss, batch, OPTIONS, 1).get(0).get(0).posteriors().orElseThrow();
    for (Part part : passes(size, loss, batch, OPTIONS, 1).get(0)) {
      Posteriors shared = part.posteriors().orElseThrow();
      assertThat(shared.labels()).containsExactly(batch.labels);
      assertThat(shared.targets()).containsExactly(alone.targets(), within(1e-6));
      assertThat(shared.zeroShare()).isEqualTo(alone.zeroShare()).isGreaterThan(0.5);
    }
  }

  static Stream<Arguments> divergences() {
    return Stream.of("1.1", "1.25", "1.5", "2")
        .flatMap(
            alpha ->
                Stream.of(1, 2, 3)
                    .flatMap(
                        size ->
                            Stream.of(1.0, 0.05, 0.002)
                                .map(share -> Arguments.of(alpha, size, share))));
  }

  /** The threshold of an alpha-divergence, found together; a top-K share changes nothing. */
  @ParameterizedTest
  @MethodSource("divergences")
  void alphaDivergences(String alpha, int size, double share) {
    MarginLoss loss = FusedMarginHeadTest.loss("qmargin", Map.of("alpha", alpha));
    compare(size, loss, new HeadCase(6, CLASSES, D, 8), OPTIONS.withTopKShare(share));
  }

  /** PartialFC: the joint sample is the union of what the ranks sampled of their own classes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sampledClasses(int size) {
    MarginLoss loss = FusedMarginHeadTest.loss("cosface", Map.of());
    HeadCase batch = new HeadCase(6, CLASSES, D, 11);
    FusedHeadOptions options = OPTIONS.withSampling(0.1, 3);
    for (List<Part> parts : passes(size, loss, batch, options, 2)) {
      List<Integer> union = new ArrayList<>();
      for (Part part : parts) {
        assertThat(part.sampled().length).isBetween(CLASSES / size / 10, CLASSES / size / 10 + 6);
        Arrays.stream(part.sampled()).forEach(j -> union.add(part.range().first() + j));
      }
      NaiveHead naive = new NaiveHead(loss, CLASSES, D);
      naive.run(batch.x, batch.labels, batch.w, union);
      assertThat(union).contains(Arrays.stream(batch.labels).boxed().toArray(Integer[]::new));
      // naive.dw holds the union's rows, in its order, or all rows: both are compared by sum
      assertThat(parts.get(0).result().loss()).isCloseTo(naive.value, within(1e-5 * naive.value));
      int length = parts.get(0).dx().length;
      for (int rank = 0; rank < size; rank++) {
        double[] dx = Arrays.copyOfRange(naive.dx, rank * length, (rank + 1) * length);
        HeadCase.assertNear("dX of rank " + rank, parts.get(rank).dx(), dx, NEAR);
      }
    }
  }

  @Test
  void aRankWithoutTargetsStillSamples() {
    MarginLoss loss = FusedMarginHeadTest.loss("arcface", Map.of());
    HeadCase batch = new HeadCase(6, 40, D, 4);
    Arrays.fill(batch.labels, 1);
    FusedHeadOptions options = OPTIONS.withSampling(0.01, 3);
    List<Part> parts = passes(3, loss, batch, options, 1).get(0);
    assertThat(parts.get(2).sampled()).hasSize(1);
    assertThat(Double.isFinite(parts.get(0).result().loss())).isTrue();
  }

  @Test
  void saysHowManyRanksWouldDo() {
    HeadSize head = new HeadSize(20_000_000, 512);
    assertThatThrownBy(() -> head.checkBuffers(8))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("20,000,000 classes")
        .hasMessageContaining("at least 20 ranks");
    // 12 d C/R + 4 N C/R bytes: 2 M classes, 8 ranks, 8,192 rows
    HeadSize two = new HeadSize(2_000_000, 512);
    assertThat(two.bytes(8, 1, 8192, 1)).isEqualTo(250_000L * (12 * 512 + 4 * 8192));
    assertThatThrownBy(() -> two.need(4, 1, 1024, 4L << 30))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("4.77 GiB a rank")
        .hasMessageContaining("--ranks 5");
    assertThat(two.need(5, 1, 1024, 4L << 30)).contains("3.81 GiB a rank");
  }
}
