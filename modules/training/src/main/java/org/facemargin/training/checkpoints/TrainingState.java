package org.facemargin.training.checkpoints;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.training.settings.LossPlan;

/**
 * All that decides how a run goes on. Buffers are shared with the trainer that made the state, or
 * owned by the state where it was read from a file.
 *
 * @param step steps made
 * @param graph the backbone with its weights and running statistics
 * @param averaged averaged weights of the backbone, if kept
 * @param head class centres, (C, d)
 * @param backboneSlots the optimiser's arrays for the backbone
 * @param headSlots the optimiser's arrays for the class centres
 * @param loss the loss plan in use
 * @param lossState numbers the loss carries from step to step
 * @param listeners listeners' states by key
 * @param configuration the resolved configuration of the run, as text; compared by whoever resumes
 */
public record TrainingState(
    long step,
    ComputationGraph graph,
    Optional<FloatBuffer> averaged,
    FloatBuffer head,
    List<FloatBuffer> backboneSlots,
    List<FloatBuffer> headSlots,
    LossPlan loss,
    double[] lossState,
    Map<String, String> listeners,
    String configuration) {}
