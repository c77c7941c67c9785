package org.facemargin.cuda;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.facemargin.margins.Algebra;
import org.facemargin.margins.Margins;

/**
 * Reads a target margin as CUDA source: every operation appends one statement a number and one a
 * derivative, in float32. The same rules as {@link org.facemargin.margins.DualAlgebra}, in text.
 */
final class CudaSourceAlgebra implements Algebra<CudaTerm> {

  private static final Pattern NAME = Pattern.compile("\\bt[0-9]+\\b");

  /** Expressions by name, in the order in which they are computed. */
  private final Map<String, String> definitions = new LinkedHashMap<>();

  /** The statements that {@code results} need, each on a line of its own. */
  String statementsFor(String results) {
    Set<String> needed = namesIn(results);
    List<String> names = new ArrayList<>(definitions.keySet());
    List<String> lines = new ArrayList<>();
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = names.get(i);
      if (needed.contains(name)) {
        needed.addAll(namesIn(definitions.get(name)));
        lines.add("  const float " + name + " = " + definitions.get(name) + ";\n");
      }
    }
    Collections.reverse(lines);
    return String.join("", lines);
  }

  private static Set<String> namesIn(String source) {
    return NAME.matcher(source)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private String let(String expression) {
    if (expression.equals(CudaTerm.ZERO) || expression.equals(CudaTerm.ONE)) {
      return expression;
    }
    String name = "t" + definitions.size();
    definitions.put(name, expression);
    return name;
  }

  private static String literal(double value) {
    return Float.toString((float) value) + "f";
  }

  private static String sum(String a, String b) {
    if (a.equals(CudaTerm.ZERO)) {
      return b;
    }
    return b.equals(CudaTerm.ZERO) ? a : a + " + " + b;
  }

  private static String difference(String a, String b) {
    if (b.equals(CudaTerm.ZERO)) {
      return a;
    }
    return a.equals(CudaTerm.ZERO) ? "-(" + b + ")" : a + " - (" + b + ")";
  }

  private static String product(String a, String b) {
    if (a.equals(CudaTerm.ZERO) || b.equals(CudaTerm.ZERO)) {
      return CudaTerm.ZERO;
    }
    if (a.equals(CudaTerm.ONE)) {
      return b;
    }
    return b.equals(CudaTerm.ONE) ? a : "(" + a + ") * (" + b + ")";
  }

  /** The term of f(a), given the source of f and of f'. */
  private CudaTerm mapped(CudaTerm a, String value, String derivative) {
    String slope =
        a.byCosine().equals(CudaTerm.ZERO) && a.byNorm().equals(CudaTerm.ZERO)
            ? CudaTerm.ZERO
            : let(derivative);
    return new CudaTerm(
        let(value), let(product(slope, a.byCosine())), let(product(slope, a.byNorm())));
  }

  private CudaTerm derivatives(String value, CudaTerm a, CudaTerm b, BinaryOperator<String> rule) {
    return new CudaTerm(
        value,
        let(rule.apply(a.byCosine(), b.byCosine())),
        let(rule.apply(a.byNorm(), b.byNorm())));
  }

  @Override
  public CudaTerm constant(double value) {
    return CudaTerm.constant(literal(value));
  }

  @Override
  public CudaTerm add(CudaTerm a, CudaTerm b) {
    return derivatives(let(a.value() + " + " + b.value()), a, b, CudaSourceAlgebra::sum);
  }

  @Override
  public CudaTerm subtract(CudaTerm a, CudaTerm b) {
    return derivatives(let(a.value() + " - " + b.value()), a, b, CudaSourceAlgebra::difference);
  }

  @Override
  public CudaTerm multiply(CudaTerm a, CudaTerm b) {
    return derivatives(
        let(a.value() + " * " + b.value()),
        a,
        b,
        (da, db) -> sum(product(da, b.value()), product(a.value(), db)));
  }

  @Override
  public CudaTerm divide(CudaTerm a, CudaTerm b) {
    String quotient = let(a.value() + " / " + b.value());
    return derivatives(
        quotient,
        a,
        b,
        (da, db) -> product(difference(da, product(quotient, db)), "1.0f / " + b.value()));
  }

  @Override
  public CudaTerm cos(CudaTerm a) {
    return mapped(a, "cosf(" + a.value() + ")", "-sinf(" + a.value() + ")");
  }

  @Override
  public CudaTerm acos(CudaTerm a) {
    String held = let("fminf(1.0f, fmaxf(-1.0f, " + a.value() + "))");
    String sine =
        "fmaxf("
            + literal(Margins.SINE_FLOOR)
            + ", sqrtf((1.0f - "
            + held
            + ") * (1.0f + "
            + held
            + ")))";
    return mapped(a, "acosf(" + held + ")", "-1.0f / " + sine);
  }

  @Override
  public CudaTerm sqrt(CudaTerm a) {
    String root = let("sqrtf(fmaxf(0.0f, " + a.value() + "))");
    return mapped(a, root, "0.5f / fmaxf(" + literal(Margins.SINE_FLOOR) + ", " + root + ")");
  }

  @Override
  public CudaTerm pow(CudaTerm a, double exponent) {
    return mapped(
        a,
        "powf(" + a.value() + ", " + literal(exponent) + ")",
        literal(exponent) + " * powf(" + a.value() + ", " + literal(exponent - 1) + ")");
  }

  @Override
  public CudaTerm max(CudaTerm a, CudaTerm b) {
    return chosen(a.value() + " >= " + b.value(), a, b);
  }

  @Override
  public CudaTerm min(CudaTerm a, CudaTerm b) {
    return chosen(a.value() + " <= " + b.value(), a, b);
  }

  @Override
  public CudaTerm floor(CudaTerm a) {
    return CudaTerm.constant(let("floorf(" + a.value() + ")"));
  }

  @Override
  public CudaTerm choose(CudaTerm test, CudaTerm whenPositive, CudaTerm otherwise) {
    return chosen(test.value() + " > 0.0f", whenPositive, otherwise);
  }

  private CudaTerm chosen(String condition, CudaTerm yes, CudaTerm no) {
    return new CudaTerm(
        let(ternary(condition, yes.value(), no.value())),
        let(ternary(condition, yes.byCosine(), no.byCosine())),
        let(ternary(condition, yes.byNorm(), no.byNorm())));
  }

  private static String ternary(String condition, String yes, String no) {
    return yes.equals(no) ? yes : condition + " ? " + yes + " : " + no;
  }

  @Override
  public double edge() {
    return Math.nextDown(1f);
  }

  @Override
  public CudaTerm stopGradient(CudaTerm a) {
    return CudaTerm.constant(a.value());
  }

  @Override
  public CudaTerm straightThrough(CudaTerm path, CudaTerm value) {
    return new CudaTerm(value.value(), path.byCosine(), path.byNorm());
  }
}
