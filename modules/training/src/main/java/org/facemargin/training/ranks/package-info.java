/**
 * Several processes that train one network: {@link org.facemargin.training.ranks.Collective} is all
 * that heads, trainer and checkpoints know of each other's processes. Real networks are in {@code
 * modules/distributed}, registered as {@link org.facemargin.training.ranks.RankTransport}; {@link
 * org.facemargin.training.ranks.ThreadRanks} are threads of one process, for tests.
 */
package org.facemargin.training.ranks;
