/**
 * Label noise on purpose, to measure what a loss makes of it. Entry type: {@link
 * org.facemargin.faces.noise.NoisyFaces}.
 */
package org.facemargin.faces.noise;
