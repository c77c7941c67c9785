package org.facemargin.evaluation.search;

/**
 * The inner loops of comparing embeddings, with Java's Vector API where this process has it and
 * plainly elsewhere. Both give the same bits: eight partial sums, of every eighth product each,
 *
 * <pre>
 * s_l = Σ_j a_{8j+l} · b_{8j+l}    the last d mod 8 products are added to s_0
 * a · b = ((s_0 + s_1) + (s_2 + s_3)) + ((s_4 + s_5) + (s_6 + s_7))
 * </pre>
 */
interface ScoreKernels {

  /** Partial sums. */
  int SUMS = 8;

  /** Pairs that {@link #dots} compares at once. */
  int PAIRS = 4;

  /**
   * Dot products of the pairs at {@code pair} to {@code pair + 3}, to {@code target} from at on.
   */
  void dots(double[][] vectors, int[] first, int[] second, int pair, double[] target, int at);

  /**
   * Finds scores of at least {@code low}.
   *
   * @param found receives their positions, ascending; as long as {@code scores}
   * @return how many there are among the first {@code count}
   */
  int atLeast(float low, float[] scores, int count, int[] found);

  /** The fastest that this process has. */
  static ScoreKernels get() {
    return Chosen.KERNELS;
  }

  /** Looked for once. */
  final class Chosen {
    private static final ScoreKernels KERNELS = choose();

    private Chosen() {}

    private static ScoreKernels choose() {
      try {
        return (ScoreKernels)
            Class.forName("org.facemargin.evaluation.search.VectorKernels")
                .getDeclaredConstructor()
                .newInstance();
      } catch (ReflectiveOperationException | LinkageError e) {
        return new PlainKernels();
      }
    }
  }
}
