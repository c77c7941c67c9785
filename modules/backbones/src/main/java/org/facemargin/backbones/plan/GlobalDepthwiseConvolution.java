package org.facemargin.backbones.plan;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.facemargin.backbones.layers.Convolution;

/**
 * A depthwise convolution whose kernel is as large as the picture: MobileFaceNet's last one. The
 * gradient of its weights, for which oneDNN has reference code only, is a sum over pictures,
 *
 * <pre>dL/dw[c, p] = Σ_n x[n, c, p] dL/dy[n, c]</pre>
 *
 * made in double, in the order of the pictures. All else is oneDNN's.
 */
final class GlobalDepthwiseConvolution implements ConvolutionKernel {

  private static final String KIND = "convolution weight gradient";

  private final Convolution layer;
  private final int count;
  private final TensorShape shape;
  private final DirectConvolution direct;

  GlobalDepthwiseConvolution(
      Convolution layer, int count, TensorShape shape, DirectConvolution direct) {
    this.layer = layer;
    this.count = count;
    this.shape = shape;
    this.direct = direct;
  }

  /** Whether a convolution of pictures of this shape is one of those, over whole blocks. */
  static boolean applies(Convolution layer, TensorShape shape) {
    return layer.depthwise()
        && layer.getPaddingPx() == 0
        && layer.getKernelPx() == shape.height()
        && layer.getKernelPx() == shape.width()
        && shape.channels() % Layouts.BLOCK == 0;
  }

  @Override
  public Operand forward(Program program, Operand x, Operand weight, memory.desc output) {
    return direct.forward(program, x, weight, output);
  }

  @Override
  public void inference(
      Program program, Operand x, FoldedConvolution parameters, Finish finish, Operand target) {
    direct.inference(program, x, parameters, finish, target);
  }

  @Override
  public Operand dataGradient(Program program, Operand gy, Operand weight, memory.desc input) {
    return direct.dataGradient(program, gy, weight, input);
  }

  @Override
  public void weightGradient(Program program, Operand x, Operand gy, Operand target) {
    program.account(KIND, LayerPrimitives.operations(layer, count, shape));
    long outputs = (long) count * shape.channels();
    program.add(
        KIND,
        List.of(x, gy, target),
        memories ->
            () ->
                sum(
                    RawAddress.floats(memories.get(0), outputs * shape.pixels()),
                    RawAddress.floats(memories.get(1), outputs),
                    RawAddress.floats(memories.get(2), (long) shape.channels() * shape.pixels())));
  }

  private void sum(FloatBuffer x, FloatBuffer gy, FloatBuffer target) {
    int blocks = shape.channels() / Layouts.BLOCK;
    float[] plane = new float[shape.pixels() * Layouts.BLOCK];
    float[] gradient = new float[Layouts.BLOCK];
    for (int block = 0; block < blocks; block++) {
      double[] sums = new double[plane.length];
      for (int picture = 0; picture < count; picture++) {
        int place = picture * blocks + block;
        x.get(place * plane.length, plane);
        gy.get(place * Layouts.BLOCK, gradient);
        for (int pixel = 0; pixel < plane.length; pixel += Layouts.BLOCK) {
          for (int c = 0; c < Layouts.BLOCK; c++) {
            sums[pixel + c] += (double) plane[pixel + c] * gradient[c];
          }
        }
      }
      put(sums, block, target);
    }
  }

  /** Weights lie channel by channel. */
  private void put(double[] sums, int block, FloatBuffer target) {
    for (int c = 0; c < Layouts.BLOCK; c++) {
      int row = (block * Layouts.BLOCK + c) * shape.pixels();
      for (int pixel = 0; pixel < shape.pixels(); pixel++) {
        target.put(row + pixel, (float) sums[pixel * Layouts.BLOCK + c]);
      }
    }
  }
}
