/**
 * Alpha-divergence posteriors and their Fenchel-Young losses: {@link
 * org.facemargin.margins.alpha.AlphaPosterior} for one row of logits, {@link
 * org.facemargin.margins.alpha.PrototypeReinitialisation} for A3M's remedy of dead prototypes.
 */
package org.facemargin.margins.alpha;
