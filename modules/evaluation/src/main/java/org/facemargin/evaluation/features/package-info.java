/**
 * Embeddings: {@link org.facemargin.evaluation.features.FeatureMatrix} in memory or mapped from a
 * {@code .npy} file, {@link org.facemargin.evaluation.features.FeatureSet} by image name, and
 * {@link org.facemargin.evaluation.features.EmbeddingExtractor}, which makes them from pictures.
 */
package org.facemargin.evaluation.features;
