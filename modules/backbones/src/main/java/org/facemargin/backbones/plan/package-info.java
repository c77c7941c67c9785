/**
 * Executes a backbone with oneDNN: a static plan, compiled from the DL4J graph's configuration,
 * over the graph's own flat parameter vector.
 *
 * <p>The way: {@code PlanVertices} lists a graph's vertices with the shapes of their values; {@code
 * TrainingEmitter} and {@code InferenceEmitter} turn them into the operations of one batch size;
 * {@code MemoryPlan} gives every buffer a place in one arena by the time it lives; after that a
 * step only runs a list. Entry type: {@link org.facemargin.backbones.plan.OneDnnEngine}.
 *
 * <p>A new kind of layer needs its case in both emitters. What does not belong here: anything that
 * knows a particular architecture.
 */
package org.facemargin.backbones.plan;
