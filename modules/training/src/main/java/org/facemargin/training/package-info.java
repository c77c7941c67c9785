/**
 * Training: {@link org.facemargin.training.Trainer} runs a backbone and a margin head over batches,
 * its optimiser writes into their parameters, listeners watch, {@link
 * org.facemargin.training.checkpoints.CheckpointStore} keeps what is needed to go on exactly.
 *
 * <p>To add an optimiser or a learning-rate schedule: one file, see {@code optimisers} and {@code
 * schedules}. Reading YAML, data sets and evaluation do not belong here.
 */
package org.facemargin.training;
