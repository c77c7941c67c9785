/**
 * Finds out what a network expects of its input by trying: colour order, scaling and layout, on a
 * few pairs whose answers are known. {@link org.facemargin.experiments.guess.CardGuess} is the way
 * in; a scaling that is to be tried is a constant of {@link
 * org.facemargin.experiments.guess.Scaling}.
 *
 * <p>What does not belong here: reading and opening networks (models).
 */
package org.facemargin.experiments.guess;
