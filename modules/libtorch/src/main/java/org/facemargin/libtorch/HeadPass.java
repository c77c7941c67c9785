package org.facemargin.libtorch;

import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * What one pass of a device's head found, all of it on the device.
 *
 * @param loss mean loss, one number in double precision, regularisers included
 * @param targetCosines cos θ_y, (N) in double precision
 * @param norms embedding norms, (N) in double precision
 * @param embeddingGradient dL/dx, (N, d)
 * @param weightGradient dL/dW of the classes looked at, (S, d)
 * @param sample which classes these are; empty for all
 */
record HeadPass(
    Tensor loss,
    Tensor targetCosines,
    Tensor norms,
    Tensor embeddingGradient,
    Tensor weightGradient,
    Optional<Sample> sample) {

  /**
   * Sampled classes, ascending.
   *
   * @param classes their numbers here
   * @param rows the same on the device
   */
  record Sample(int[] classes, Tensor rows) {}

  Stream<Tensor> tensors() {
    return Stream.concat(
        Stream.of(loss, targetCosines, norms, embeddingGradient, weightGradient),
        sample.map(Sample::rows).stream());
  }
}
