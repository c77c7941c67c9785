package org.facemargin.margins;

/** Which derivative of the target margin a loss uses: two different losses are called "ArcFace". */
public enum GradientMode {
  /** The analytic derivative dz/dc. */
  EXACT,
  /**
   * dz/dc := 1: the margin is added with the gradient stopped ("straight-through", OpenSphere's
   * characteristic gradient detachment; what arcface_torch does since 2022-12-15).
   */
  DETACHED
}
