/**
 * Measurements beside libtorch: {@code facemargin bench head|train|embed --peer libtorch}, all of
 * them by {@code bench all}; how ours grows with its sizes by {@code bench scaling}.
 *
 * <p>{@link org.facemargin.benchmarks.SideBySide} starts one process for each side and asks them in
 * turn for one step at a time; a side is a {@link org.facemargin.benchmarks.Workload}. To add a
 * measurement: a workload for each side, a line in {@link org.facemargin.benchmarks.Workloads}, a
 * command. Not part of the default build: libtorch never travels with the product.
 */
package org.facemargin.benchmarks;
