package org.facemargin.training.heads;

import org.facemargin.core.Settings;
import org.facemargin.margins.MarginLoss;

/**
 * What a head is made from.
 *
 * @param loss the loss
 * @param classes C
 * @param dimension d
 * @param seed the run's seed
 * @param settings values of the parameters the kind of head declares
 * @param surroundings what else the run has that a kind of head may need
 */
public record HeadRequest(
    MarginLoss loss,
    int classes,
    int dimension,
    long seed,
    Settings settings,
    HeadSurroundings surroundings) {}
