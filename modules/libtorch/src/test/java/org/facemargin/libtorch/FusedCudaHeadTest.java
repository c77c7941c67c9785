package org.facemargin.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Settings;
import org.facemargin.cuda.EmulatedDevice;
import org.facemargin.cuda.HostCompiler;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLossFactory;
import org.facemargin.margins.Margins;
import org.facemargin.training.heads.HeadCase;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadRequest;
import org.facemargin.training.heads.HeadSurroundings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our kernels, run on the CPU, over libtorch's memory: held equal to libtorch's own head. */
class FusedCudaHeadTest {

  private static final long PLENTY = 1L << 30;
  private static final TorchDevice CPU = TorchDevice.of(Placement.DEFAULT);

  @TempDir static Path folder;

  @BeforeAll
  static void aCompilerIsHere() {
    assumeTrue(HostCompiler.present(), "skipped: no g++ or no JDK headers on this machine");
  }

  static Stream<String> losses() {
    return NamedRegistry.of(MarginLossFactory.class).names().stream();
  }

  /** Scale 8 keeps a few hundred classes from saturating, so that every gradient counts. */
  private static MarginLoss loss(String name) {
    return Margins.create(name, Map.of("scale", "8"));
  }

  private static void agree(MarginLoss loss, LibtorchHeadOptions options) {
    HeadCase ours = new HeadCase(6, 300, 16, 5);
    HeadCase theirs = new HeadCase(6, 300, 16, 5);
    try (FusedCudaHead kernels =
            new FusedCudaHead(
                CPU, () -> new EmulatedDevice(folder, PLENTY), loss, 300, 16, options);
        LibtorchHead operations = new LibtorchHead(CPU, loss, 300, 16, options)) {
      for (int step = 0; step < 2; step++) {
        ours.run(kernels);
        theirs.run(operations);
        double value = theirs.result.loss();
        assertThat(ours.result.loss()).isCloseTo(value, within(1e-5 * Math.max(1, value)));
        HeadCase.assertNear("dX", ours.dx, theirs.dx, 2e-5);
        HeadCase.assertNear("dW", ours.dw, theirs.dw, 2e-5);
        assertThat(kernels.state().values())
            .containsExactly(operations.state().values(), within(1e-5));
        assertThat(kernels.sampledClasses().map(int[]::clone).map(java.util.Arrays::toString))
            .isEqualTo(operations.sampledClasses().map(java.util.Arrays::toString));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLoss(String name) {
    agree(loss(name), LibtorchHeadOptions.PLAIN);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyLossOverSampledClasses(String name) {
    agree(loss(name), LibtorchHeadOptions.PLAIN.withSampling(0.2, 7, false));
  }

  @Test
  void regularised() {
    agree(
        loss("arcface"),
        new LibtorchHeadOptions(1, 0, false, 0, Optional.of(DeviceRegulariser.of("reg-ss", 3))));
  }

  @Test
  void asAPlugInItIsForGpusAlone() {
    HeadKind kind = NamedRegistry.of(HeadKind.class).get("cuda");
    HeadRequest request =
        new HeadRequest(
            loss("arcface"), 300, 16, 1, Settings.of(kind, Map.of()), HeadSurroundings.NONE);
    assumeTrue(Torch.gpus() == 0, "skipped: this machine has a GPU");
    assertThatThrownBy(() -> kind.create(request))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("head.kind fused");
  }
}
