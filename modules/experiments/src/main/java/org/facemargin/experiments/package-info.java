/**
 * Experiments as data: every module wired, records and reports out.
 *
 * <p>Sub-packages: {@code models} opens networks, {@code run} wires and trains, {@code sweep} runs
 * a grid of runs, {@code table} holds papers' tables, {@code record} is what a run leaves, {@code
 * evaluation} measures and compares models, {@code figures} draws the theory.
 *
 * <p>What does not belong here: mathematics (margins, metrics), protocols (evaluation), anything
 * that prints or exits (cli).
 */
package org.facemargin.experiments;
