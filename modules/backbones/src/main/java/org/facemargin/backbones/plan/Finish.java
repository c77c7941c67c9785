package org.facemargin.backbones.plan;

import java.util.Optional;

/**
 * What inference does to a convolution's value before it is written: y = value + bias, then PReLU
 * where there are slopes, or the sum with what the target holds.
 *
 * @param bias one value a channel
 * @param slope PReLU's slopes, one a channel
 * @param adds whether the target holds a value to add to; not with slopes
 */
record Finish(Operand bias, Optional<Operand> slope, boolean adds) {}
