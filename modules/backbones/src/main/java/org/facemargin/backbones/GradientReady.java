package org.facemargin.backbones;

/**
 * Told during a backward pass which stretches of the parameter gradient are final, so that they can
 * travel while the pass goes on. Every stretch comes once, in an order that depends on the network
 * alone.
 */
@FunctionalInterface
public interface GradientReady {

  /**
   * @param from index of the first value
   * @param to index after the last
   */
  void ready(long from, long to);
}
