package org.facemargin.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.margins.Link;
import org.facemargin.margins.MarginLoss;
import org.facemargin.margins.MarginLoss.Sample;

/**
 * The CUDA source of a head for one configured loss: the loss's device functions, then the kernels
 * that call them.
 */
public final class LossSource {

  private static final String KERNELS = "margin_head.cu";

  private LossSource() {}

  /**
   * The whole source for a loss. It needs no header and compiles with NVRTC, nvcc, and g++ behind a
   * mapping header.
   */
  public static String of(MarginLoss loss) {
    return constants(loss) + target(loss) + wrongClass(loss) + normPenalty(loss) + kernels();
  }

  private static String constants(MarginLoss loss) {
    String scale = "#define FACEMARGIN_SCALE " + Float.toString((float) loss.scale()) + "f\n";
    if (loss.link() instanceof Link.AlphaDivergence alpha) {
      return scale
          + "#define FACEMARGIN_ALPHA "
          + Float.toString((float) alpha.alpha())
          + "f\n"
          + "#define FACEMARGIN_LOG_TARGET_REFERENCE "
          + Float.toString((float) alpha.logTargetReference())
          + "f\n";
    }
    return scale;
  }

  private static List<CudaTerm> state(MarginLoss loss) {
    List<CudaTerm> terms = new ArrayList<>();
    for (int i = 0; i < loss.initialState().values().length; i++) {
      terms.add(CudaTerm.constant("state[" + i + "]"));
    }
    return terms;
  }

  private static String target(MarginLoss loss) {
    CudaSourceAlgebra algebra = new CudaSourceAlgebra();
    Sample<CudaTerm> sample =
        new Sample<>(CudaTerm.cosine("cosine"), CudaTerm.norm("norm"), state(loss));
    CudaTerm z = loss.trainingTarget(algebra, sample);
    return function(
        "facemargin_target(float cosine, float norm, const float* state, float* z, float*"
            + " by_cosine, float* by_norm)",
        algebra,
        "  *z = "
            + z.value()
            + ";\n  *by_cosine = "
            + z.byCosine()
            + ";\n  *by_norm = "
            + z.byNorm()
            + ";\n");
  }

  private static String wrongClass(MarginLoss loss) {
    CudaSourceAlgebra algebra = new CudaSourceAlgebra();
    Sample<CudaTerm> target =
        new Sample<>(CudaTerm.constant("target_cosine"), CudaTerm.constant("norm"), state(loss));
    CudaTerm w = loss.wrongClass().apply(algebra, CudaTerm.cosine("cosine"), target);
    return function(
        "facemargin_wrong_class(float cosine, float target_cosine, float norm, const float* state,"
            + " float* w, float* by_cosine)",
        algebra,
        "  *w = " + w.value() + ";\n  *by_cosine = " + w.byCosine() + ";\n");
  }

  private static String normPenalty(MarginLoss loss) {
    CudaSourceAlgebra algebra = new CudaSourceAlgebra();
    CudaTerm penalty = loss.normPenalty(algebra, CudaTerm.norm("norm"));
    return function(
        "facemargin_norm_penalty(float norm, float* penalty, float* by_norm)",
        algebra,
        "  *penalty = " + penalty.value() + ";\n  *by_norm = " + penalty.byNorm() + ";\n");
  }

  private static String function(String signature, CudaSourceAlgebra algebra, String results) {
    return "__device__ static void "
        + signature
        + " {\n"
        + algebra.statementsFor(results)
        + results
        + "}\n";
  }

  private static String kernels() {
    try (InputStream in = LossSource.class.getResourceAsStream(KERNELS)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + KERNELS + " is not in the jar.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
