package org.facemargin.training;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.core.TrainingBatches;
import org.facemargin.training.settings.LossPlan;

/**
 * What is trained, and on what.
 *
 * @param graph the backbone
 * @param executor what runs it
 * @param heads makes its head
 * @param loss the loss, step by step
 * @param batches pictures and identities
 */
public record TrainingParts(
    ComputationGraph graph,
    BackboneExecutor executor,
    HeadFactory heads,
    LossPlan loss,
    TrainingBatches batches) {}
