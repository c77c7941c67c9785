/**
 * Listeners a run usually has: metrics as JSON lines and, on request, as event files of
 * TensorBoard, angles beside the predicted ones, validation with early stopping, a guard against
 * divergence, and, registered last so that it saves what the others remember, checkpoints.
 */
package org.facemargin.training.listeners;
