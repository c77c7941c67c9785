/**
 * Everything between a file somebody has and an aligned face in memory: formats ({@code format}),
 * decoding ({@code image}), collections of faces ({@code source}), pair lists ({@code pairs}), what
 * a run or card may name ({@code sets}), dataset cards ({@code dataset}), detection and alignment
 * ({@code align}), augmentation ({@code augment}), batches for training ({@code batch}), looking
 * into files ({@code inspect}) and generated faces ({@code toy}).
 *
 * <p>What does not belong here: networks, protocols over scores, anything that prints.
 */
package org.facemargin.faces;
