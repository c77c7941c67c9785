package org.facemargin.backbones;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds out whether ND4J's convolutions reach oneDNN. ND4J runs one build of {@code conv2d} with or
 * without its helpers; oneDNN's kernels sum in another order than ND4J's own code, so that among
 * tens of thousands of outputs some differ in their last bit. Where forbidding the helpers changes
 * nothing, there are none.
 */
final class OneDnnProbe {

  private static final int CHANNELS = 64;
  private static final int COUNT = 2;
  private static final int SIZE_PX = 28;

  private OneDnnProbe() {}

  /** Whether helpers are allowed and change the result. Must not run beside other ND4J work. */
  static boolean active() {
    Environment environment = Nd4j.getEnvironment();
    if (!environment.helpersAllowed()) {
      return false;
    }
    float[] withHelpers = convolve();
    environment.allowHelpers(false);
    try {
      return !Arrays.equals(withHelpers, convolve());
    } finally {
      environment.allowHelpers(true);
    }
  }

  private static float[] convolve() {
    INDArray input = sine(COUNT, CHANNELS, SIZE_PX, SIZE_PX);
    INDArray weight = sine(CHANNELS, CHANNELS, 3, 3);
    INDArray output = Nd4j.createUninitialized(DataType.FLOAT, COUNT, CHANNELS, SIZE_PX, SIZE_PX);
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(input, weight)
            .addOutputs(output)
            .addIntegerArguments(3, 3, 1, 1, 1, 1, 1, 1, 0, 0, 1)
            .build());
    return output.data().asFloat();
  }

  private static INDArray sine(long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.7 * i);
    }
    return Nd4j.create(values, shape);
  }
}
