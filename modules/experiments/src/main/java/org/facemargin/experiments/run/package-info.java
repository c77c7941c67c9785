/**
 * Runs: a YAML file becomes a {@link org.facemargin.experiments.run.RunConfig}, which is wired into
 * a backbone, a margin head, an optimiser and batches, trained, verified and recorded.
 *
 * <p>Every key of a run changes the wired object; a test holds that. To add a key: read it in the
 * record of its section.
 *
 * <p>What does not belong here: how a step is computed (training), how scores become numbers
 * (evaluation, metrics).
 */
package org.facemargin.experiments.run;
