/**
 * Backbones: DL4J graphs that end at the embedding, the layers they are made of, and the ways to
 * execute them.
 *
 * <p>The {@code ComputationGraph} is the model: its flat parameter vector is what is trained, saved
 * and exported, whichever {@link org.facemargin.backbones.BackboneExecutor} runs it.
 *
 * <p>To add a backbone: one file implementing {@code Backbone}, annotated {@code @AutoService}, and
 * one test with its published parameter count.
 */
package org.facemargin.backbones;
