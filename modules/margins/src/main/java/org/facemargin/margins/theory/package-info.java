/**
 * What the geometry of the hypersphere says about margins before anything is trained: the angle to
 * the nearest class centre, the sum over the wrong classes, where optimisation ends, which margin
 * that makes best, and where a margin lets everything collapse onto one axis.
 *
 * <p>Entry points: {@link org.facemargin.margins.theory.NearestCentreAngle}, {@link
 * org.facemargin.margins.theory.WrongClassSum}, {@link org.facemargin.margins.theory.LossCurve},
 * {@link org.facemargin.margins.theory.BestMargin}, {@link
 * org.facemargin.margins.theory.PolarCollapse}, {@link
 * org.facemargin.margins.theory.CollapseSimulation}.
 *
 * <p>Source: Zhang, Herdade, Thadani, Dodds, Culpepper and Ku, "Unifying Margin-Based Softmax
 * Losses in Face Recognition", WACV 2023. Equation numbers below are that paper's.
 *
 * <p>What does not belong here: files, drawings, real embeddings' pipelines. Angles are radians
 * unless a name says degrees.
 */
package org.facemargin.margins.theory;
