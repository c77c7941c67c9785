package org.facemargin.margins;

/** The wrong-class transforms the fused heads know. */
public enum WrongClass {
  /** w(c) = c. */
  IDENTITY,
  /**
   * WC-ReLU: w(c) = max(c, 0), inside the exponent; no gradient where c &lt; 0. WACV 2023, section
   * on polar collapse.
   */
  RELU,
  /**
   * CurricularFace: w(c) = c (t + c) where c exceeds the target's cos(θ_y + m), else c; t =
   * state[0].
   */
  CURRICULAR,
  /** SphereFace-R v2: w(c) = cos(arccos(c) / m). */
  DIVIDED_ANGLE
}
