/**
 * Label noise on purpose, to measure what a loss makes of it. Entry types: {@link
 * org.facemargin.faces.noise.NoisyFaces}, a set with wrong labels, and {@link
 * org.facemargin.faces.noise.NoiseTable}, the record of which labels are wrong.
 */
package org.facemargin.faces.noise;
