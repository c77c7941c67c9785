package org.facemargin.libtorch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.Margins;

/**
 * The losses' own expressions in libtorch's operations, differentiated by its autograd. Tensors
 * broadcast: target cosines are (N, 1) columns, wrong-class cosines (N, C).
 */
public final class TensorAlgebra implements Algebra<Tensor> {

  private final Tensor like;

  /**
   * @param like has the type and the device of every constant
   */
  public TensorAlgebra(Tensor like) {
    this.like = like;
  }

  @Override
  public Tensor constant(double value) {
    return Torch.number(value, like);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return a.add(b);
  }

  @Override
  public Tensor subtract(Tensor a, Tensor b) {
    return a.sub(b);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    return a.mul(b);
  }

  @Override
  public Tensor divide(Tensor a, Tensor b) {
    return a.div(b);
  }

  @Override
  public Tensor cos(Tensor a) {
    return a.cos();
  }

  @Override
  public Tensor acos(Tensor a) {
    Tensor fixed = a.detach().clamp(Torch.some(-1), Torch.some(1));
    Tensor square = Torch.number(1, like).sub(fixed).mul(fixed.add(Torch.scalar(1)));
    Tensor slope = floored(square.sqrt()).reciprocal().neg();
    return linear(fixed.acos(), slope, a);
  }

  @Override
  public Tensor sqrt(Tensor a) {
    Tensor root = a.detach().clamp_min(Torch.scalar(0)).sqrt();
    return linear(root, floored(root).reciprocal().mul(Torch.scalar(0.5)), a);
  }

  @Override
  public Tensor pow(Tensor a, double exponent) {
    return a.clamp_min(Torch.scalar(0)).pow(Torch.scalar(exponent));
  }

  private static Tensor floored(Tensor a) {
    return a.clamp_min(Torch.scalar(Margins.SINE_FLOOR));
  }

  /** The value given with the derivative {@code slope} by a. */
  private static Tensor linear(Tensor value, Tensor slope, Tensor a) {
    return a.requires_grad() ? value.add(slope.mul(a.sub(a.detach()))) : value;
  }

  @Override
  public Tensor max(Tensor a, Tensor b) {
    return choose(b.sub(a), b, a);
  }

  @Override
  public Tensor min(Tensor a, Tensor b) {
    return choose(a.sub(b), b, a);
  }

  @Override
  public Tensor floor(Tensor a) {
    return a.detach().floor();
  }

  @Override
  public Tensor choose(Tensor test, Tensor whenPositive, Tensor otherwise) {
    return whenPositive.where(test.detach().gt(Torch.scalar(0)), otherwise);
  }

  @Override
  public Tensor stopGradient(Tensor a) {
    return a.detach();
  }

  @Override
  public double edge() {
    return like.scalar_type() == ScalarType.Double ? Margins.EDGE : Math.nextDown(1f);
  }
}
