/**
 * The losses, one a file: each a {@link org.facemargin.margins.MarginLossFactory} with its equation
 * written once in {@link org.facemargin.margins.Algebra}. Found by name through {@link
 * org.facemargin.margins.Margins}; nobody names these classes.
 *
 * <p>To add one, see {@link org.facemargin.margins}. What does not belong here: anything two losses
 * share (one package up), batches, matrices.
 */
package org.facemargin.margins.losses;
