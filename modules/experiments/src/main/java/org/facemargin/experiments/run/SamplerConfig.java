package org.facemargin.experiments.run;

import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.batch.BalancedSampler;
import org.facemargin.faces.batch.Sampler;
import org.facemargin.faces.batch.ShuffledSampler;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Which samples a step sees.
 *
 * @param kind how they are picked
 * @param imagesPerIdentity pictures of one person in a batch; 1 where nothing is balanced
 * @param shard which share of the batches this run takes, from 0
 * @param shards how many shares there are
 */
public record SamplerConfig(Kind kind, int imagesPerIdentity, int shard, int shards) {

  /** How samples are picked. */
  public enum Kind {
    /** Every sample once an epoch, in an order drawn anew each epoch. */
    SHUFFLED,
    /** As many pictures of each of the people drawn for a batch. */
    IDENTITY_BALANCED
  }

  private static final String KEY = "sampler";
  private static final int MOST_SHARDS = 1 << 16;

  /** Reads the section; without one, everything is shuffled. */
  static SamplerConfig from(ConfigReader data) {
    return data.optionalSection(KEY)
        .map(SamplerConfig::read)
        .orElse(new SamplerConfig(Kind.SHUFFLED, 1, 0, 1));
  }

  private static SamplerConfig read(ConfigReader reader) {
    Kind kind = reader.choice("kind", Kind.class);
    if (kind == Kind.IDENTITY_BALANCED) {
      return new SamplerConfig(kind, reader.integer("images_per_identity", 1, 1 << 16), 0, 1);
    }
    int shards = reader.integer("shards", 1, 1, MOST_SHARDS);
    return new SamplerConfig(kind, 1, reader.integer("shard", 0, 0, shards - 1), shards);
  }

  /** Fails where batches of this size do not hold whole identities. */
  void check(ConfigReader run, int batchSize) {
    if (batchSize % imagesPerIdentity != 0) {
      throw run.error(
          "trainer",
          "batch_size is %s, expected a multiple of data.sampler.images_per_identity, %s",
          batchSize,
          imagesPerIdentity);
    }
  }

  Sampler create(LabelledFaces faces, int batchSize, long seed) {
    return switch (kind) {
      case SHUFFLED -> new ShuffledSampler(faces.size(), batchSize, seed, shard, shards);
      case IDENTITY_BALANCED ->
          new BalancedSampler(faces, batchSize / imagesPerIdentity, imagesPerIdentity, seed);
    };
  }
}
