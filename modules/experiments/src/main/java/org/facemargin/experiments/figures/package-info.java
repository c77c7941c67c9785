/**
 * Figures of the theory: numbers from {@code margins.theory}, drawn as SVG and PNG with the exact
 * values as CSV beside them. To add one: a method of {@link
 * org.facemargin.experiments.figures.TheoryFigures}.
 */
package org.facemargin.experiments.figures;
