/**
 * Experiments as data: YAML in, every module wired, records and reports out.
 *
 * <p>Sub-packages: {@code config} reads strict YAML, {@code run} wires and trains, {@code sweep}
 * runs a grid of runs, {@code table} holds papers' tables, {@code report} renders, {@code
 * evaluation} wires the protocols, {@code figures} draws the theory.
 *
 * <p>What does not belong here: mathematics (margins, metrics), anything that prints or exits
 * (cli).
 */
package org.facemargin.experiments;
