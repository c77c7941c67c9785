package org.facemargin.faces.noise;

/** The ways in which a training set's labels are wrong. */
public enum NoiseKind {
  /** A picture carries the label of another of the set's people. */
  CLOSED_SET,
  /**
   * A picture shows somebody who belongs to no class: people are taken out of the set and their
   * pictures given labels of those who stay. ExpFace calls it Type I.
   */
  OPEN_SET,
  /** One person is spread over several classes. ExpFace calls it Type II. */
  SPLIT
}
