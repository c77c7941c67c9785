package org.facemargin.training.heads;

/**
 * A link between logits and loss, tile by tile: every tile is scanned once, then {@link #solve}
 * finds what each row needs to know of all its logits, then every tile's cosines are replaced by
 * gradients. Tiles of different shards run at the same time; whatever a shard accumulates is its
 * own until {@link #solve} adds shards up in order.
 */
interface FusedLink {

  /**
   * Takes note of a tile whose products x̂·w are in the store, and turns them into cosines.
   *
   * @param shard whose tile it is
   */
  void scan(int shard, int tile, TileScratch scratch);

  /** Called once between the passes. */
  void solve(HeadWorkers workers);

  /**
   * Replaces a tile's cosines c_ij in the store by g_ij = dL/dc_ij / ‖w_j‖, and sets {@code
   * scratch.radial[j]} = Σ_i g_ij c_ij / ‖w_j‖.
   *
   * @return how many g_ij are not 0
   */
  int gradient(int shard, int tile, TileScratch scratch);

  /** dL/d logit_y of a row, L being the row's own loss: p_y - 1. */
  double targetGradient(int row);

  /** The loss of each row, without penalties; once all gradients are done. */
  double[] losses();

  /** Rows whose top-K check failed in this pass; 0 for links that have none. */
  default int rowsBeyondTopK() {
    return 0;
  }
}
