package org.facemargin.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.margins.ReferenceHead;
import org.facemargin.margins.WrongClass;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole head, kernels included, against double precision on the CPU. Runs on the emulated
 * device: same source, same host code, g++ in the place of NVRTC.
 */
class CudaMarginHeadTest {

  private static final int N = 5;
  private static final int D = 24;
  private static final int C = 300;
  private static final long PLENTY = 1L << 30;
  private static final int[] LABELS = {0, 299, 7, 255, 7};
  private static final SgdStep SGD = new SgdStep(0.1f, 0.9f, 5e-4f);

  @TempDir static Path folder;

  private final float[] x = normal(N, D, 4, 1);
  private final float[] w = centresNearTheirRows();

  @BeforeAll
  static void aCompilerIsHere() {
    assumeTrue(HostCompiler.present(), "skipped: no g++ or no JDK headers on this machine");
  }

  /**
   * Random centres, but for the targets' own, which lie near: a posterior that is neither 0 nor 1.
   */
  private float[] centresNearTheirRows() {
    float[] centres = normal(C, D, 0.01, 2);
    for (int i = 0; i < N; i++) {
      for (int k = 0; k < D; k++) {
        centres[LABELS[i] * D + k] += 0.002f * x[i * D + k];
      }
    }
    return centres;
  }

  private static float[] normal(int rows, int columns, double deviation, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static FloatBuffer direct(float[] values) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return buffer.put(0, values);
  }

  private static float[] array(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  private static CudaHeadConfiguration configuration(
      Precision precision, int tile, boolean record) {
    return new CudaHeadConfiguration(C, D, N, precision, 4L * N * tile, record);
  }

  /** Scale 8 keeps a few hundred classes from saturating, so that every gradient counts. */
  private static MarginLoss loss(String name) {
    return Margins.create(name, Map.of("scale", "8"));
  }

  /** |a - b| relative to the largest |b|. */
  private static double distance(float[] a, double[] b) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < b.length; i++) {
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
      largest = Math.max(largest, Math.abs(b[i]));
    }
    return difference / largest;
  }

  static Stream<String> losses() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream();
  }

  static Stream<String> tiledLosses() {
    return losses().filter(name -> loss(name).link() instanceof Link.CrossEntropy);
  }

  private void agrees(MarginLoss loss, CudaHeadConfiguration configuration, double tolerance) {
    ReferenceHead.Result expected =
        new ReferenceHead(loss, D).run(x, LABELS, w, loss.initialState());
    FloatBuffer dx = direct(new float[N * D]);
    FloatBuffer dw = direct(new float[C * D]);
    try (EmulatedDevice device = new EmulatedDevice(folder, PLENTY);
        CudaMarginHead head = new CudaMarginHead(device, loss, configuration)) {
      head.setWeights(direct(w));
      CudaHeadResult result = head.forwardBackward(direct(x), LABELS, dx, dw);
      assertThat(result.loss())
          .isCloseTo(expected.loss(), within(tolerance * Math.max(1, Math.abs(expected.loss()))));
    }
    assertThat(distance(array(dx), expected.embeddingGradient())).as("dX").isLessThan(tolerance);
    assertThat(distance(array(dw), expected.weightGradient())).as("dW").isLessThan(tolerance);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void inFloat32EveryLossAgreesWithDoublePrecision(String name) {
    agrees(loss(name), configuration(Precision.FLOAT32, C, false), 1e-5);
  }

  /** 300 classes in tiles of 128: two whole ones and a rest. */
  @ParameterizedTest
  @MethodSource("tiledLosses")
  void tilesThatDoNotDivideTheClassesChangeNothing(String name) {
    agrees(loss(name), configuration(Precision.FLOAT32, 128, false), 1e-5);
  }

  /** An embedding and a centre of zeros: cosine 0, and no gradient to either. */
  @ParameterizedTest
  @MethodSource("losses")
  void rowsWithoutDirectionHaveNoGradient(String name) {
    Arrays.fill(x, D, 2 * D, 0);
    Arrays.fill(w, 3 * D, 4 * D, 0);
    Arrays.fill(w, 7 * D, 8 * D, 0);
    MarginLoss loss = loss(name);
    FloatBuffer dx = direct(new float[N * D]);
    FloatBuffer dw = direct(new float[C * D]);
    try (EmulatedDevice device = new EmulatedDevice(folder, PLENTY);
        CudaMarginHead head =
            new CudaMarginHead(device, loss, configuration(Precision.FLOAT32, C, false))) {
      head.setWeights(direct(w));
      assertThat(head.forwardBackward(direct(x), LABELS, dx, dw).loss()).isFinite();
    }
    assertThat(Arrays.copyOfRange(array(dx), D, 2 * D)).containsOnly(0);
    assertThat(Arrays.copyOfRange(array(dw), 3 * D, 4 * D)).containsOnly(0);
    assertThat(Arrays.copyOfRange(array(dw), 7 * D, 8 * D)).containsOnly(0);
    for (float component : array(dx)) {
      assertThat(Math.abs(component)).isLessThan(1e3f);
    }
  }

  /**
   * CurricularFace's wrong-class transform has a jump (c to c (t + c)), and rounding puts a few
   * cosines on its other side.
   */
  @ParameterizedTest
  @MethodSource("losses")
  void inBfloat16EveryLossAgreesToOnePercent(String name) {
    boolean jumps = loss(name).wrongClass() instanceof WrongClass.Curricular;
    agrees(loss(name), configuration(Precision.BFLOAT16, C, false), jumps ? 3e-2 : 1e-2);
  }

  /** v = g + decay w at the first step (momentum of nothing), w' = w - rate v. */
  @Test
  void theFusedUpdateIsPyTorchsSgd() {
    MarginLoss loss = loss("arcface");
    ReferenceHead reference = new ReferenceHead(loss, D);
    double[] centres = new double[C * D];
    double[] velocity = new double[C * D];
    float[] current = w.clone();
    for (int step = 0; step < 3; step++) {
      ReferenceHead.Result pass = reference.run(x, LABELS, current, loss.initialState());
      for (int i = 0; i < centres.length; i++) {
        velocity[i] = 0.9 * velocity[i] + pass.weightGradient()[i] + 5e-4 * current[i];
        centres[i] = current[i] - 0.1 * velocity[i];
        current[i] = (float) centres[i];
      }
    }
    for (boolean record : new boolean[] {false, true}) {
      float[] updated = updatedByHead(loss, configuration(Precision.FLOAT32, C, record));
      assertThat(distance(updated, centres)).as("recorded as a graph: %s", record).isLessThan(1e-5);
    }
  }

  private float[] updatedByHead(MarginLoss loss, CudaHeadConfiguration configuration) {
    FloatBuffer centres = direct(new float[C * D]);
    try (EmulatedDevice device = new EmulatedDevice(folder, PLENTY);
        CudaMarginHead head = new CudaMarginHead(device, loss, configuration)) {
      head.setWeights(direct(w));
      for (int step = 0; step < 3; step++) {
        head.step(direct(x), LABELS, direct(new float[N * D]), SGD);
      }
      head.readWeights(centres);
    }
    return array(centres);
  }

  /** Sampled classes move as if they were all there are; the others, and their momentum, stay. */
  @Test
  void samplingTouchesSampledClassesAlone() {
    MarginLoss loss = loss("arcface");
    int[] sampled = {0, 3, 7, 100, 200, 255, 299};
    int[] positions = {0, 6, 2, 5, 2};
    List<Integer> among = Arrays.stream(sampled).boxed().toList();
    ReferenceHead.Result naive =
        new ReferenceHead(loss, D).run(x, LABELS, w, sampled, loss.initialState());
    FloatBuffer dx = direct(new float[N * D]);
    FloatBuffer centres = direct(new float[C * D]);
    try (EmulatedDevice device = new EmulatedDevice(folder, PLENTY);
        CudaMarginHead head =
            new CudaMarginHead(device, loss, configuration(Precision.FLOAT32, 4, false))) {
      head.setWeights(direct(w));
      CudaHeadResult result = head.stepSampled(direct(x), positions, sampled, dx, SGD);
      assertThat(result.loss()).isCloseTo(naive.loss(), within(1e-5));
      head.readWeights(centres);
    }
    assertThat(distance(array(dx), naive.embeddingGradient())).isLessThan(1e-5);
    double[] expected = new double[C * D];
    for (int i = 0; i < expected.length; i++) {
      expected[i] =
          among.contains(i / D) ? w[i] - 0.1 * (naive.weightGradient()[i] + 5e-4 * w[i]) : w[i];
    }
    assertThat(distance(array(centres), expected)).isLessThan(1e-6);
  }

  @Test
  void aLabelOutOfRangeIsNamed() {
    try (EmulatedDevice device = new EmulatedDevice(folder, PLENTY);
        CudaMarginHead head =
            new CudaMarginHead(
                device, loss("cosface"), configuration(Precision.FLOAT32, C, false))) {
      FloatBuffer dx = direct(new float[N * D]);
      FloatBuffer dw = direct(new float[C * D]);
      assertThatThrownBy(() -> head.forwardBackward(direct(x), new int[] {0, 1, 300, 2, 3}, dx, dw))
          .isInstanceOf(DataException.class)
          .hasMessage("Row 2 of the batch has label 300, expected one in [0, 300).");
    }
  }

  @Test
  void withoutEnoughMemoryNothingStaysReserved() {
    EmulatedDevice device = new EmulatedDevice(folder, 20_000);
    assertThatThrownBy(
            () ->
                new CudaMarginHead(
                    device, loss("cosface"), configuration(Precision.FLOAT32, C, false)))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("Not enough GPU memory for");
    assertThat(device.bytesInUse()).isZero();
    device.close();
  }

  @Test
  void anAlphaDivergenceNeedsWholeRows() {
    assumeTrue(NamedRegistry.of(MarginLossFactory.class).contains("qmargin"));
    try (EmulatedDevice device = new EmulatedDevice(folder, PLENTY)) {
      assertThatThrownBy(
              () ->
                  new CudaMarginHead(
                      device, loss("qmargin"), configuration(Precision.FLOAT32, 128, false)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("products_bytes must be at least " + 4 * N * C);
    }
  }

  @Test
  void withoutADriverTheMessageSaysWhatIsNeeded() {
    assumeTrue(!Path.of("/dev/nvidia0").toFile().exists(), "skipped: there is a GPU");
    assertThatThrownBy(() -> CudaDevice.open(0, new KernelCache(folder)))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("NVIDIA driver");
  }
}
