package org.facemargin.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.ParameterLayout;
import org.facemargin.backbones.ParameterSegment;
import org.facemargin.backbones.Placement;
import org.facemargin.backbones.Placement.Precision;
import org.facemargin.core.ConfigurationException;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.HeadFactory;
import org.facemargin.training.StepReport;
import org.facemargin.training.ToyRun;
import org.facemargin.training.TrainingListener;
import org.facemargin.training.TrainingOutcome;
import org.facemargin.training.TrainingRun;
import org.facemargin.training.TrainingSettings;
import org.facemargin.training.checkpoints.CheckpointFile;
import org.facemargin.training.heads.FusedHeadOptions;
import org.facemargin.training.heads.FusedHeadOptions.Unsampled;
import org.facemargin.training.heads.FusedMarginHead;
import org.facemargin.training.optimisers.DecayPolicy;
import org.facemargin.training.optimisers.OptimiserFactory;
import org.facemargin.training.schedules.LearningRate;
import org.facemargin.training.settings.LossPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole steps on the device {@code cpu} against those of the trainer's own memory. */
class LibtorchStepsTest {

  private static final EngineOptions CPU = on(Precision.FP32, false);
  private static final TorchDevice DEVICE = TorchDevice.of(CPU.placement());

  private static EngineOptions on(Precision precision, boolean deterministic) {
    return EngineOptions.FAST.withPlacement(new Placement("cpu", precision, deterministic));
  }

  private static HeadFactory device(LibtorchHeadOptions options) {
    return loss -> new LibtorchHead(DEVICE, loss, ToyRun.IDENTITIES, ToyRun.DIMENSION, options);
  }

  private static LibtorchHeadOptions sampled(boolean decayed) {
    return LibtorchHeadOptions.PLAIN.withSampling(ToyRun.SAMPLE_RATE, ToyRun.SEED, decayed);
  }

  private static HeadFactory host(Unsampled unsampled) {
    FusedHeadOptions options =
        new FusedHeadOptions(2, ToyRun.SAMPLE_RATE, ToyRun.SEED).withUnsampled(unsampled);
    return loss -> new FusedMarginHead(loss, ToyRun.IDENTITIES, ToyRun.DIMENSION, options);
  }

  /** Keeps every step's report. */
  private static final class Recorder implements TrainingListener {
    private final List<StepReport> reports = new ArrayList<>();

    @Override
    public void stepDone(StepReport report, TrainingRun run) {
      reports.add(report);
    }

    List<Double> losses() {
      return reports.stream().map(StepReport::loss).toList();
    }
  }

  private static ToyRun libtorch(
      HeadFactory heads, TrainingSettings settings, LossPlan loss, TrainingListener... listeners) {
    return new ToyRun("libtorch", CPU, heads, settings, loss, List.of(listeners));
  }

  private static TrainingSettings settings(String optimiser, int accumulation) {
    return new TrainingSettings(
        10,
        accumulation,
        OptimiserFactory.create(optimiser, Map.of()),
        DecayPolicy.EXCEPT_BATCH_NORM,
        LearningRate.constant(optimiser.equals("sgd") ? 0.002 : 0.0005),
        5,
        0.9);
  }

  /** Ten steps: losses, norms, gradients and, at the end, every array of the state. */
  @ParameterizedTest
  @CsvSource({
    "sgd,1,FROZEN,arcface",
    "sgd,3,FROZEN,arcface",
    "sgd,1,DECAYED,curricularface",
    "sgd,2,DECAYED,arcface",
    "adamw,1,FROZEN,adaface",
    "adamw,2,DECAYED,qmargin"
  })
  void tenStepsAreThoseOfTheHost(
      String optimiser, int accumulation, Unsampled unsampled, String name) {
    LossPlan loss = LossPlan.fixed(name, Map.of("scale", "16"));
    TrainingSettings settings = settings(optimiser, accumulation);
    Recorder ours = new Recorder();
    Recorder theirs = new Recorder();
    try (ToyRun there =
            libtorch(device(sampled(unsampled == Unsampled.DECAYED)), settings, loss, ours);
        ToyRun here =
            new ToyRun(
                "onednn", EngineOptions.FAST, host(unsampled), settings, loss, List.of(theirs))) {
      there.trainer().run();
      here.trainer().run();
      for (int i = 0; i < 10; i++) {
        StepReport a = ours.reports.get(i);
        StepReport b = theirs.reports.get(i);
        assertThat(a.loss()).as("loss of step " + i).isCloseTo(b.loss(), near(b.loss()));
        assertThat(a.meanTargetCosine()).isCloseTo(b.meanTargetCosine(), within(1e-3));
        assertThat(a.headGradientNorm())
            .isCloseTo(b.headGradientNorm(), near(b.headGradientNorm()));
        assertThat(a.backboneGradientNorm())
            .isCloseTo(b.backboneGradientNorm(), within(1e-2 * b.backboneGradientNorm()));
        assertThat(a.largestEmbeddingGradient())
            .isCloseTo(b.largestEmbeddingGradient(), near(b.largestEmbeddingGradient()));
        assertThat(a.images()).isEqualTo(b.images());
      }
      assertThat(distance(there.parameters(), here.parameters())).isLessThan(1e-3);
      assertThat(distance(there.centres(), here.centres())).isLessThan(5e-3);
      assertThat(there.trainer().head().state().values())
          .containsExactly(here.trainer().head().state().values(), within(1e-3));
    }
  }

  private static org.assertj.core.data.Offset<Double> near(double value) {
    return within(1e-3 * Math.abs(value) + 1e-6);
  }

  private static double distance(float[] a, float[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < b.length; i++) {
      difference += Math.pow((double) a[i] - b[i], 2);
      size += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / size);
  }

  @ParameterizedTest
  @CsvSource({"1,false,false", "2,false,true", "1,true,false"})
  void aResumedRunEqualsAnUnbrokenOneBitForBit(
      int accumulation, boolean decayed, boolean deterministic, @TempDir Path folder) {
    TrainingSettings settings = ToyRun.settings(12, accumulation);
    LossPlan loss =
        new LossPlan(
            "arcface", Map.of("scale", "16"), Optional.of(new LossPlan.Ramp("m", 0, 0.4, 8, 2)));
    HeadFactory heads = device(sampled(decayed));
    EngineOptions options = on(Precision.FP32, deterministic);
    Recorder unbroken = new Recorder();
    Path file = folder.resolve("state.zip");
    TrainingListener save =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            if (run.step() == 5) {
              CheckpointFile.write(file, run.state());
            }
          }
        };
    float[] parameters;
    float[] centres;
    try (ToyRun run =
        new ToyRun("libtorch", options, heads, settings, loss, List.of(unbroken, save))) {
      run.trainer().run();
      parameters = run.parameters();
      centres = run.centres();
    }
    Recorder resumed = new Recorder();
    try (ToyRun run = new ToyRun("libtorch", options, heads, settings, loss, List.of(resumed))) {
      run.trainer().restore(CheckpointFile.read(file));
      run.trainer().run();
      assertThat(resumed.losses()).isEqualTo(unbroken.losses().subList(5, 12));
      assertThat(run.parameters()).containsExactly(parameters);
      assertThat(run.centres()).containsExactly(centres);
      assertThat(run.trainer().executor().description().contains("deterministic"))
          .isEqualTo(deterministic);
    }
  }

  /** A checkpoint is every engine's: written by one, gone on with by the other. */
  @Test
  void theOtherEngineGoesOnWithACheckpoint(@TempDir Path folder) {
    Path file = folder.resolve("state.zip");
    TrainingSettings settings = ToyRun.settings(8);
    try (ToyRun run = libtorch(device(sampled(false)), settings, ToyRun.loss())) {
      run.trainer().run();
      CheckpointFile.write(file, run.trainer().state());
      try (ToyRun other = new ToyRun("onednn", settings, ToyRun.loss(), List.of())) {
        other.trainer().restore(CheckpointFile.read(file));
        assertThat(other.parameters()).containsExactly(run.parameters());
        assertThat(other.centres()).containsExactly(run.centres());
      }
    }
  }

  /**
   * What crosses in a step: up pictures (6 of 3·16·16 floats) and labels, 8 bytes each; down 5
   * numbers and 2 for each picture, 8 bytes each. Losses with a state fetch their 2 for each
   * picture before.
   */
  @ParameterizedTest
  @ValueSource(strings = {"arcface", "curricularface"})
  void bytesUpAndDown(String name) {
    int pictures = ToyRun.BATCH;
    long expectedUp = pictures * (3L * ToyRun.SIZE_PX * ToyRun.SIZE_PX * 4 + 8);
    long expectedDown = 8L * (5 + 2 * pictures) + (name.equals("arcface") ? 0 : 8L * 2 * pictures);
    List<long[]> seen = new ArrayList<>();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            TorchDevice device = ((LibtorchExecutor) run.executor()).device();
            seen.add(
                new long[] {
                  device.bytesUp() + DEVICE.bytesUp(), device.bytesDown() + DEVICE.bytesDown()
                });
          }
        };
    LossPlan loss = LossPlan.fixed(name, Map.of());
    HeadFactory heads = device(LibtorchHeadOptions.PLAIN);
    try (ToyRun run = libtorch(heads, ToyRun.settings(4), loss, counter)) {
      run.trainer().run();
    }
    assertThat(seen.get(1)[0] - seen.get(0)[0]).isEqualTo(expectedUp);
    assertThat(seen.get(2)[0] - seen.get(1)[0]).isEqualTo(expectedUp);
    assertThat(seen.get(2)[1] - seen.get(1)[1]).isEqualTo(expectedDown);
  }

  @Test
  void nothingThatIsNoNumberReachesAParameter() {
    TrainingSettings wild =
        new TrainingSettings(
            5,
            1,
            OptimiserFactory.create("sgd", Map.of("momentum", "0", "weight_decay", "0")),
            DecayPolicy.ALL,
            LearningRate.constant(1e30),
            Double.POSITIVE_INFINITY,
            0);
    List<float[]> after = new ArrayList<>();
    TrainingListener snapshots =
        new TrainingListener() {
          @Override
          public void stepDone(StepReport report, TrainingRun run) {
            float[] values = new float[run.executor().parameters().remaining()];
            run.executor().parameters().get(values);
            after.add(values);
          }
        };
    try (ToyRun run = libtorch(device(sampled(false)), wild, ToyRun.loss(), snapshots)) {
      TrainingOutcome outcome = run.trainer().run();
      assertThat(outcome.end()).isEqualTo(TrainingOutcome.End.NOT_FINITE);
      assertThat(run.parameters()).containsExactly(after.get(after.size() - 2));
    }
  }

  @Test
  void averagedWeightsAreThereForTheTimeOfATaskOnly() {
    try (ToyRun run = libtorch(device(sampled(false)), ToyRun.settings(4), ToyRun.loss())) {
      run.trainer().run();
      float[] trained = run.parameters();
      run.trainer().withAveragedWeights(() -> assertThat(run.parameters()).isNotEqualTo(trained));
      assertThat(run.parameters()).containsExactly(trained);
    }
  }

  /**
   * Parts that are held stay bit for bit, running statistics too, and take part in no gradient,
   * with the head on the device and with one of this process; all else moves as it does without a
   * device.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void heldPartsStay(boolean headThere) {
    HeadFactory heads = headThere ? device(sampled(false)) : host(Unsampled.FROZEN);
    Recorder ours = new Recorder();
    try (ToyRun run = libtorch(heads, settings("sgd", 2), ToyRun.loss(), ours)) {
      ParameterLayout layout = ParameterLayout.of(run.trainer().graph());
      List<ParameterSegment> held =
          layout.segments().stream().filter(segment -> isHeld(segment.vertex())).toList();
      assertThat(held).anyMatch(segment -> segment.role().statistic());
      float[] before = run.parameters();
      assertThat(run.trainer().executor().hold(held)).isTrue();
      run.trainer().run();
      float[] after = run.parameters();
      for (ParameterSegment segment : layout.segments()) {
        float[] was = part(before, segment);
        if (held.contains(segment)) {
          assertThat(part(after, segment)).as(segment.name()).containsExactly(was);
        } else if (segment.role().trained()) {
          assertThat(part(after, segment)).as(segment.name()).isNotEqualTo(was);
        }
      }
      assertThat(run.trainer().executor().description())
          .contains("frozen: " + held.size() + " arrays");
    }
    Recorder free = new Recorder();
    try (ToyRun run = libtorch(heads, settings("sgd", 2), ToyRun.loss(), free)) {
      run.trainer().run();
    }
    StepReport first = ours.reports.get(0);
    assertThat(first.loss()).isEqualTo(free.reports.get(0).loss());
    assertThat(first.backboneGradientNorm()).isLessThan(free.reports.get(0).backboneGradientNorm());
    assertThat(ours.losses().get(9)).isNotEqualTo(free.losses().get(9));
  }

  private static boolean isHeld(String vertex) {
    return vertex.startsWith("stem") || vertex.startsWith("stage1");
  }

  private static float[] part(float[] all, ParameterSegment segment) {
    return Arrays.copyOfRange(all, (int) segment.offset(), (int) segment.end());
  }

  /** A head of this process's memory on a backbone of libtorch: slower on a GPU, and right. */
  @Test
  void aHostsHeadTrainsToo() {
    Recorder ours = new Recorder();
    Recorder theirs = new Recorder();
    TrainingSettings settings = settings("sgd", 1);
    try (ToyRun there = libtorch(host(Unsampled.FROZEN), settings, ToyRun.loss(), ours);
        ToyRun here =
            new ToyRun(
                "onednn",
                EngineOptions.FAST,
                host(Unsampled.FROZEN),
                settings,
                ToyRun.loss(),
                List.of(theirs))) {
      there.trainer().run();
      here.trainer().run();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(ours.losses().get(i))
          .isCloseTo(theirs.losses().get(i), near(theirs.losses().get(i)));
    }
  }

  /** 200 steps in bfloat16 beside float32: the curves fall together, window by window. */
  @Test
  void bfloat16FollowsFloat32() {
    TrainingSettings settings =
        new TrainingSettings(
            200,
            1,
            OptimiserFactory.create("sgd", Map.of()),
            DecayPolicy.ALL,
            LearningRate.constant(0.01),
            5,
            0);
    Recorder half = new Recorder();
    Recorder full = new Recorder();
    LossPlan loss = LossPlan.fixed("cosface", Map.of("scale", "8", "m", "0.2"));
    HeadFactory heads = device(LibtorchHeadOptions.PLAIN);
    try (ToyRun a =
            new ToyRun(
                "libtorch", on(Precision.BF16, false), heads, settings, loss, List.of(half));
        ToyRun b = new ToyRun("libtorch", CPU, heads, settings, loss, List.of(full))) {
      assertThat(a.trainer().executor().description()).contains("bf16");
      a.trainer().run();
      b.trainer().run();
    }
    assertThat(half.losses()).isNotEqualTo(full.losses());
    for (int from = 0; from < 200; from += 40) {
      double ours = mean(half.losses().subList(from, from + 40));
      double theirs = mean(full.losses().subList(from, from + 40));
      assertThat(ours).as("steps from " + from).isCloseTo(theirs, within(0.1 * theirs + 0.02));
    }
    assertThat(mean(half.losses().subList(160, 200)))
        .isLessThan(0.5 * mean(half.losses().subList(0, 40)));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void memoryIsAskedForBeforeItIsNeeded() {
    MarginLoss loss = LossPlan.fixed("arcface", Map.of()).at(0);
    try (LibtorchHead head = new LibtorchHead(DEVICE, loss, 1000, 8, LibtorchHeadOptions.PLAIN)) {
      // one array of (N, C) and one of (C, d)
      assertThat(head.passBytes(6)).isEqualTo(4L * 1000 * (6 + 8));
      MemoryAccount account =
          new MemoryAccount(MemoryAccount.SMALLER_STEP)
              .add("backbone", 3_100_000_000L)
              .add("head", 1_200_000_000L);
      assertThat(account.total()).isEqualTo(4_300_000_000L);
      account.require(OptionalLong.empty(), "cuda:0");
      account.require(OptionalLong.of(5_000_000_000L), "cuda:0");
      assertThatThrownBy(() -> account.require(OptionalLong.of(4_000_000_000L), "cuda:0"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("4.30 GB of cuda:0's memory")
          .hasMessageContaining("backbone 3.10 GB, head 1.20 GB")
          .hasMessageContaining("free are 4.00 GB")
          .hasMessageContaining("trainer.batch_size smaller");
    }
  }
}
