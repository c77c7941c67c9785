/**
 * Ranks in processes and machines of their own, over PyTorch's c10d: {@link
 * org.facemargin.distributed.GlooTransport}. Only this package knows libtorch; the rest of the
 * program sees {@link org.facemargin.training.ranks.Collective}.
 *
 * <p>Another transport: a class with {@code @AutoService(RankTransport.class)}.
 */
package org.facemargin.distributed;
