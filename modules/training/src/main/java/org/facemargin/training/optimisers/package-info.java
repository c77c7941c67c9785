/**
 * Optimisers: how a gradient becomes a step. Each is arithmetic on a few arrays, free of state; the
 * state arrays belong to {@link org.facemargin.training.optimisers.ParameterGroup} and travel in
 * checkpoints. To add one: a file implementing {@link
 * org.facemargin.training.optimisers.OptimiserFactory}, annotated
 * {@code @AutoService(OptimiserFactory.class)}.
 */
package org.facemargin.training.optimisers;
