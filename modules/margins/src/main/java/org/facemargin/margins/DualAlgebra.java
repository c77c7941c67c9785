package org.facemargin.margins;

/**
 * Forward-mode differentiation: an expression read in this algebra gives its value and its exact
 * derivatives. Finite everywhere on [-1, 1] because {@link Margins#SINE_FLOOR} bounds what would
 * divide by sin θ.
 */
public final class DualAlgebra implements Algebra<Dual> {

  /** The one instance; it has no state. */
  public static final DualAlgebra INSTANCE = new DualAlgebra();

  private DualAlgebra() {}

  @Override
  public Dual constant(double value) {
    return Dual.constant(value);
  }

  @Override
  public Dual add(Dual a, Dual b) {
    return new Dual(a.value() + b.value(), a.byCosine() + b.byCosine(), a.byNorm() + b.byNorm());
  }

  @Override
  public Dual subtract(Dual a, Dual b) {
    return new Dual(a.value() - b.value(), a.byCosine() - b.byCosine(), a.byNorm() - b.byNorm());
  }

  @Override
  public Dual multiply(Dual a, Dual b) {
    return new Dual(
        a.value() * b.value(),
        a.byCosine() * b.value() + a.value() * b.byCosine(),
        a.byNorm() * b.value() + a.value() * b.byNorm());
  }

  @Override
  public Dual divide(Dual a, Dual b) {
    double quotient = a.value() / b.value();
    return new Dual(
        quotient,
        (a.byCosine() - quotient * b.byCosine()) / b.value(),
        (a.byNorm() - quotient * b.byNorm()) / b.value());
  }

  @Override
  public Dual cos(Dual a) {
    return a.mapped(Math.cos(a.value()), -Math.sin(a.value()));
  }

  @Override
  public Dual acos(Dual a) {
    double held = Math.max(-1, Math.min(1, a.value()));
    double sine = Math.max(Margins.SINE_FLOOR, Math.sqrt((1 - held) * (1 + held)));
    return a.mapped(Math.acos(held), -1 / sine);
  }

  @Override
  public Dual sqrt(Dual a) {
    double root = Math.sqrt(Math.max(0, a.value()));
    return a.mapped(root, 0.5 / Math.max(Margins.SINE_FLOOR, root));
  }

  @Override
  public Dual pow(Dual a, double exponent) {
    return a.mapped(Math.pow(a.value(), exponent), exponent * Math.pow(a.value(), exponent - 1));
  }

  @Override
  public Dual max(Dual a, Dual b) {
    return a.value() >= b.value() ? a : b;
  }

  @Override
  public Dual min(Dual a, Dual b) {
    return a.value() <= b.value() ? a : b;
  }

  @Override
  public Dual floor(Dual a) {
    return Dual.constant(Math.floor(a.value()));
  }

  @Override
  public Dual choose(Dual test, Dual whenPositive, Dual otherwise) {
    return test.value() > 0 ? whenPositive : otherwise;
  }

  @Override
  public Dual stopGradient(Dual a) {
    return Dual.constant(a.value());
  }

  /** value exactly, rather than path + (value - path) with its rounding. */
  @Override
  public Dual straightThrough(Dual path, Dual value) {
    return new Dual(value.value(), path.byCosine(), path.byNorm());
  }
}
