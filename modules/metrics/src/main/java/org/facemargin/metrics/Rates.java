package org.facemargin.metrics;

import java.math.BigDecimal;
import java.util.Locale;

/** How rates are written as keys. */
public final class Rates {

  private Rates() {}

  /** A constant's name as a key: "nearest", "insufficient". */
  public static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** "1e-4" for a power of ten below 1, else the plain decimal: "0.05", "1". */
  public static String key(double rate) {
    BigDecimal decimal = BigDecimal.valueOf(rate).stripTrailingZeros();
    boolean powerOfTen = decimal.unscaledValue().bitLength() == 1;
    return powerOfTen && decimal.scale() > 0 ? "1e-" + decimal.scale() : decimal.toPlainString();
  }
}
