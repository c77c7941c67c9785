package org.facemargin.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text as LaTeX sets it: what is special is escaped, rates become powers of ten, names of margins
 * become symbols.
 */
final class LatexText {

  private static final Map<Character, String> ESCAPES =
      Map.ofEntries(
          Map.entry('\\', "\\textbackslash{}"),
          Map.entry('&', "\\&"),
          Map.entry('%', "\\%"),
          Map.entry('$', "\\$"),
          Map.entry('#', "\\#"),
          Map.entry('_', "\\_"),
          Map.entry('{', "\\{"),
          Map.entry('}', "\\}"),
          Map.entry('~', "\\textasciitilde{}"),
          Map.entry('^', "\\textasciicircum{}"),
          Map.entry('<', "$<$"),
          Map.entry('>', "$>$"),
          Map.entry('|', "$|$"),
          Map.entry('[', "{[}"), // else an option of the line end or the item before it
          Map.entry('±', "$\\pm$"),
          Map.entry('×', "$\\times$"),
          Map.entry('·', "$\\cdot$"),
          Map.entry('≈', "$\\approx$"),
          Map.entry('≤', "$\\leq$"),
          Map.entry('≥', "$\\geq$"),
          Map.entry('→', "$\\rightarrow$"),
          Map.entry('π', "$\\pi$"),
          Map.entry('θ', "$\\theta$"),
          Map.entry('α', "$\\alpha$"),
          Map.entry('λ', "$\\lambda$"),
          Map.entry('μ', "$\\mu$"),
          Map.entry('σ', "$\\sigma$"),
          Map.entry('°', "$^\\circ$"),
          Map.entry('²', "$^2$"),
          Map.entry('³', "$^3$"),
          Map.entry('−', "$-$"),
          Map.entry('–', "--"),
          Map.entry('—', "---"),
          Map.entry('“', "``"),
          Map.entry('”', "''"),
          Map.entry('‘', "`"),
          Map.entry('’', "'"),
          Map.entry('…', "\\ldots{}"),
          Map.entry('★', "$\\star$"),
          Map.entry('\u00a0', "~"),
          Map.entry('\u202f', "\\,"),
          Map.entry('\uFFFD', "?"));

  private static final String SYMBOL = "(m[0-3]?|s|t|alpha)";

  /** What is set as mathematics, tried in order at every place. */
  private static final Map<Pattern, Function<MatchResult, String>> FORMULAS = new LinkedHashMap<>();

  static {
    FORMULAS.put(
        Pattern.compile("(?<![\\w.])([0-9]+(?:\\.[0-9]+)?)e([+-]?)0*([0-9]+)(?!\\w)"),
        m -> power(m.group(1), m.group(2).replace("+", "") + m.group(3)));
    FORMULAS.put(
        Pattern.compile("(?<![\\w.])(?:loss\\.)?" + SYMBOL + " ?= ?(-?[0-9][0-9.]*)(?!\\w)"),
        m -> "$" + symbol(m.group(1)) + "=" + m.group(2) + "$");
    FORMULAS.put(
        Pattern.compile("(?<![\\w.])loss\\." + SYMBOL + "(?!\\w)"),
        m -> "$" + symbol(m.group(1)) + "$");
    FORMULAS.put(
        Pattern.compile("(?<![\\w.])(m[0-3]?)(?!\\w)"), m -> "$" + symbol(m.group(1)) + "$");
    FORMULAS.put(
        Pattern.compile("(?<!\\w)M_(inter|intra)(?!\\w)"),
        m -> "$M_{\\mathrm{" + m.group(1) + "}}$");
    FORMULAS.put(Pattern.compile("(?<=[0-9]) %"), m -> "\\,\\%");
  }

  private LatexText() {}

  private static String power(String mantissa, String exponent) {
    String factor = mantissa.matches("1(\\.0+)?") ? "" : mantissa + "\\times ";
    return "$" + factor + "10^{" + exponent + "}$";
  }

  private static String symbol(String name) {
    if (name.equals("alpha")) {
      return "\\alpha";
    }
    return name.length() == 1 ? name : name.charAt(0) + "_" + name.substring(1);
  }

  /** The text as LaTeX. */
  static String of(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int from = at;
      for (Map.Entry<Pattern, Function<MatchResult, String>> formula : FORMULAS.entrySet()) {
        Matcher matcher = formula.getKey().matcher(text);
        matcher.useTransparentBounds(true).region(from, text.length());
        if (matcher.lookingAt()) {
          out.append(formula.getValue().apply(matcher));
          at = matcher.end();
          break;
        }
      }
      if (at == from) {
        out.append(ESCAPES.getOrDefault(text.charAt(at), String.valueOf(text.charAt(at))));
        at++;
      }
    }
    return out.toString();
  }
}
