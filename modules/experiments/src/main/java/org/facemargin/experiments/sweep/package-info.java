/**
 * Sweeps: one base run, many changes, several seeds. A {@link
 * org.facemargin.experiments.sweep.SweepSpec} is one YAML file; {@link
 * org.facemargin.experiments.sweep.SweepRunner} runs what is not recorded yet, so that a sweep goes
 * on where it stopped; {@link org.facemargin.experiments.sweep.SweepReport} shows mean and standard
 * deviation over seeds, and the curve against the swept key.
 */
package org.facemargin.experiments.sweep;
