package org.facemargin.cuda;

/**
 * One step of SGD as PyTorch defines it: v = momentum · v + g + decay · w; w = w - rate · v.
 *
 * @param rate learning rate
 * @param momentum momentum
 * @param weightDecay weight decay
 */
public record SgdStep(float rate, float momentum, float weightDecay) {}
