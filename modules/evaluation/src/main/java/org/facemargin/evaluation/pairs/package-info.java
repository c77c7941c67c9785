/**
 * Verification over a list of pairs: LFW, CFP-FP, AgeDB-30, CALFW, CPLFW and their like. {@link
 * org.facemargin.evaluation.pairs.PairDistances} compares, {@link
 * org.facemargin.evaluation.pairs.FoldVerification} applies the ten-fold protocol. Which pictures
 * make the pairs is the caller's knowledge: here they are rows of features.
 */
package org.facemargin.evaluation.pairs;
