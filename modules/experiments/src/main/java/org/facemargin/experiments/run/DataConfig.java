package org.facemargin.experiments.run;

import java.util.List;
import org.facemargin.faces.augment.Augmentations;
import org.facemargin.faces.sets.FaceSource;
import org.facemargin.files.yaml.ConfigReader;

/**
 * What is trained on.
 *
 * @param train where pictures come from
 * @param augment names of augmentations, in order
 * @param labelNoise labels made wrong on purpose
 * @param sampler which samples a step sees
 * @param inMemory whether decoded pictures are kept
 * @param loaderThreads threads that decode
 * @param prefetchBatches batches kept ready
 */
public record DataConfig(
    FaceSource train,
    List<String> augment,
    LabelNoiseConfig labelNoise,
    SamplerConfig sampler,
    boolean inMemory,
    int loaderThreads,
    int prefetchBatches) {

  static DataConfig from(ConfigReader reader) {
    FaceSource train = FaceSource.read(reader.section("train"));
    List<String> augment = reader.words("augment");
    Augmentations.named(augment);
    return new DataConfig(
        train,
        augment,
        LabelNoiseConfig.from(reader),
        SamplerConfig.from(reader),
        reader.flag("in_memory", false),
        reader.integer("loader_threads", 2, 1, 256),
        reader.integer("prefetch_batches", 4, 1, 64));
  }
}
