/**
 * Batches for training: which samples a step sees ({@link org.facemargin.faces.batch.Sampler}) and
 * the loader that decodes, augments and normalises them ahead of time ({@link
 * org.facemargin.faces.batch.BatchLoader}).
 */
package org.facemargin.faces.batch;
