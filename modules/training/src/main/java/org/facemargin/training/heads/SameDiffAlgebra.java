package org.facemargin.training.heads;

import org.facemargin.margins.Algebra;
import org.facemargin.margins.Margins;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads a target margin as a SameDiff expression. Arguments broadcast as SameDiff's do; in the
 * heads they are scalars, (N, 1) columns and (N, C) matrices.
 *
 * <p>Three things SameDiff 1.0.0-M2.1 lacks are built here from what it has:
 *
 * <ul>
 *   <li>A stopped gradient. {@code Where} and {@code BitCast} have no {@code doDiff}, and {@code
 *       StopGradient} still differentiates everything above it, with zeros (and 0 · ∞ is not a
 *       number). SameDiff follows floating-point paths only, so a value sent through INT64 is
 *       constant to it: see {@link #stopGradient}.
 *   <li>A bounded derivative. {@code acos}, {@code sqrt} and {@code pow} differentiate to ∞ at
 *       their ends. Here they are f(ā) + f'(ā)(a - ā) with ā the stopped a: the same value, and the
 *       derivative the house wants.
 *   <li>A choice between two branches whose condition carries no gradient: a mask of zeros and
 *       ones.
 * </ul>
 */
final class SameDiffAlgebra implements Algebra<SDVariable> {

  /** Values pass INT64 in steps of 2^-36, 1.5e-11; they must stay below 2^27. */
  private static final double FIXED_POINT = 0x1p36;

  private final SameDiff graph;
  private final DataType type;

  /**
   * @param graph the graph expressions are added to
   * @param type FLOAT or DOUBLE, of every variable
   */
  SameDiffAlgebra(SameDiff graph, DataType type) {
    this.graph = graph;
    this.type = type;
  }

  @Override
  public SDVariable constant(double value) {
    return graph.constant(Nd4j.scalar(type, value));
  }

  @Override
  public SDVariable add(SDVariable a, SDVariable b) {
    return a.add(b);
  }

  @Override
  public SDVariable subtract(SDVariable a, SDVariable b) {
    return a.sub(b);
  }

  @Override
  public SDVariable multiply(SDVariable a, SDVariable b) {
    return a.mul(b);
  }

  @Override
  public SDVariable divide(SDVariable a, SDVariable b) {
    return a.div(b);
  }

  @Override
  public SDVariable cos(SDVariable a) {
    return graph.math.cos(a);
  }

  @Override
  public SDVariable acos(SDVariable a) {
    SDVariable fixed = stopGradient(a);
    SDVariable clipped = graph.math.clipByValue(fixed, -1, 1);
    SDVariable sine = graph.math.sqrt(clipped.rsub(1.0).mul(clipped.add(1.0)));
    SDVariable slope = atLeast(sine, Margins.SINE_FLOOR).rdiv(-1.0);
    return linear(graph.math.acos(clipped), slope, a, fixed);
  }

  @Override
  public SDVariable sqrt(SDVariable a) {
    SDVariable fixed = stopGradient(a);
    SDVariable root = graph.math.sqrt(atLeast(fixed, 0));
    SDVariable slope = atLeast(root, Margins.SINE_FLOOR).rdiv(0.5);
    return linear(root, slope, a, fixed);
  }

  @Override
  public SDVariable pow(SDVariable a, double exponent) {
    SDVariable fixed = stopGradient(a);
    SDVariable value = graph.math.pow(atLeast(fixed, 0), exponent);
    SDVariable slope = graph.math.pow(atLeast(fixed, 1 / FIXED_POINT), exponent - 1).mul(exponent);
    return linear(value, slope, a, fixed);
  }

  @Override
  public SDVariable max(SDVariable a, SDVariable b) {
    return choose(b.sub(a), b, a);
  }

  @Override
  public SDVariable min(SDVariable a, SDVariable b) {
    return choose(a.sub(b), b, a);
  }

  @Override
  public SDVariable floor(SDVariable a) {
    return graph.math.floor(stopGradient(a));
  }

  @Override
  public SDVariable choose(SDVariable test, SDVariable whenPositive, SDVariable otherwise) {
    SDVariable positive = positive(test);
    return whenPositive.mul(positive).add(otherwise.mul(positive.rsub(1.0)));
  }

  /**
   * The value of {@code a} to 1.5e-11, without gradient: SameDiff's own documentation of {@code
   * createGradFunction} has floating point → integer → floating point as what cuts a gradient.
   */
  @Override
  public SDVariable stopGradient(SDVariable a) {
    return a.mul(FIXED_POINT).castTo(DataType.INT64).castTo(type).mul(1 / FIXED_POINT);
  }

  @Override
  public double edge() {
    return type == DataType.DOUBLE ? Margins.EDGE : Math.nextDown(1f);
  }

  @Override
  public SDVariable scale(SDVariable a, double factor) {
    return a.mul(factor);
  }

  @Override
  public SDVariable shift(SDVariable a, double offset) {
    return a.add(offset);
  }

  /** 1 where {@code a > 0}, else 0; without gradient. */
  SDVariable positive(SDVariable a) {
    return a.gt(0).castTo(type);
  }

  /** The larger of {@code a} and a number, for an {@code a} without gradient. */
  private SDVariable atLeast(SDVariable a, double low) {
    return graph.math.clipByValue(a, low, Double.MAX_VALUE);
  }

  private static SDVariable linear(
      SDVariable value, SDVariable slope, SDVariable a, SDVariable fixed) {
    return value.add(slope.mul(a.sub(fixed)));
  }
}
