package org.facemargin.margins;

/** Plain numbers: the value of an expression. */
public final class DoubleAlgebra implements Algebra<Double> {

  /** The one instance; it has no state. */
  public static final DoubleAlgebra INSTANCE = new DoubleAlgebra();

  private DoubleAlgebra() {}

  @Override
  public Double constant(double value) {
    return value;
  }

  @Override
  public Double add(Double a, Double b) {
    return a + b;
  }

  @Override
  public Double subtract(Double a, Double b) {
    return a - b;
  }

  @Override
  public Double multiply(Double a, Double b) {
    return a * b;
  }

  @Override
  public Double divide(Double a, Double b) {
    return a / b;
  }

  @Override
  public Double cos(Double a) {
    return Math.cos(a);
  }

  @Override
  public Double acos(Double a) {
    return Math.acos(Math.max(-1, Math.min(1, a)));
  }

  @Override
  public Double sqrt(Double a) {
    return Math.sqrt(Math.max(0, a));
  }

  @Override
  public Double pow(Double a, double exponent) {
    return Math.pow(a, exponent);
  }

  @Override
  public Double max(Double a, Double b) {
    return Math.max(a, b);
  }

  @Override
  public Double min(Double a, Double b) {
    return Math.min(a, b);
  }

  @Override
  public Double floor(Double a) {
    return Math.floor(a);
  }

  @Override
  public Double choose(Double test, Double whenPositive, Double otherwise) {
    return test > 0 ? whenPositive : otherwise;
  }

  @Override
  public Double stopGradient(Double a) {
    return a;
  }
}
