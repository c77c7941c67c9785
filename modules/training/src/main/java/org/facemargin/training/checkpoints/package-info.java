/**
 * Checkpoints: one zip file each, whole or not there, that DL4J's own {@code ComputationGraph.load}
 * opens as a model and the trainer goes on from exactly.
 */
package org.facemargin.training.checkpoints;
