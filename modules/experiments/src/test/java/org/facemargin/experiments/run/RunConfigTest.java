package org.facemargin.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.yaml.ConfigReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunConfigTest {

  private static final String RUN =
      """
      schema: run/1
      scale: reduced
      seed: 1
      data:
        train: {kind: toy-faces, seed: 1, identities: 10, images_per_identity: 5, size_px: 32}
        augment: []
      model: {backbone: iresnet-tiny, input_px: 32}
      loss: {name: arcface, m: 0.5}
      optimizer: {name: sgd}
      schedule: {name: multi-step, base_lr: 0.1, milestones_steps: [5, 8]}
      trainer: {batch_size: 8, max_steps: 10}
      verification:
        sets:
          - {name: toy, kind: toy-faces, identities: 20, images_per_identity: 4, size_px: 32, pairs_per_kind: 5}
      """;

  private static RunConfig read(String... overrides) {
    return RunConfig.from(
        "run",
        ConfigReader.parse("run.yaml", RUN, Path.of("").toAbsolutePath(), List.of(overrides)));
  }

  /** Everything but the texts that repeat the configuration: what the run is wired from. */
  private static List<Object> wired(RunConfig config) {
    return List.of(
        config.scale(),
        config.seed(),
        config.data(),
        config.model(),
        config.loss(),
        config.head(),
        config.optimizer(),
        config.schedule(),
        config.trainer(),
        config.engine(),
        config.verification(),
        config.checkpoints(),
        config.guard(),
        config.export(),
        config.ranks());
  }

  static Stream<String> changes() {
    return Stream.of(
        "scale=full",
        "seed=2",
        "data.train.seed=2",
        "data.train.identities=11",
        "data.train.images_per_identity=6",
        "data.train.size_px=33",
        "data.train={kind: list, list: a.lst}",
        "data.train={kind: list, list: a.lst, root: b}",
        "data.train={kind: folder, root: b}",
        "data.train={kind: record, rec: b}",
        "data.augment=[horizontal-flip]",
        "data.label_noise=0.1",
        "data.label_noise={kind: closed-set, share: 0.1}",
        "data.label_noise={kind: open-set, share: 0.1}",
        "data.label_noise={kind: split, share: 0.1}",
        "data.sampler={kind: shuffled, shards: 2}",
        "data.sampler={kind: shuffled, shards: 2, shard: 1}",
        "data.sampler={kind: identity-balanced, images_per_identity: 4}",
        "data.in_memory=true",
        "data.loader_threads=3",
        "data.prefetch_batches=3",
        "model.backbone=iresnet-small",
        "model.input_px=48",
        "model.embedding_dim=99",
        "model.width=0.5",
        "loss.m=0.4",
        "loss.scale=10",
        "loss={name: cosface}",
        "loss.ramp={parameter: m, from: 0, to: 0.5, steps: 5}",
        "loss.ramp={parameter: m, from: 0, to: 0.5, steps: 5, every_steps: 2}",
        "head.kind=samediff",
        "head.sample_rate=0.5",
        "head.unsampled=decayed",
        "head.label_smoothing=0.1",
        "head.regulariser={name: reg-ss}",
        "head.top_k_share=0.5 & loss={name: qmargin}",
        "head.reinitialise={at_step: 5}",
        "head.reinitialise={at_step: 5, which: opposed}",
        "head.reinitialise={at_step: 5, mean: raw}",
        "head.reinitialise={at_step: 5, momentum: keep}",
        "optimizer={name: adamw}",
        "optimizer.momentum=0.5",
        "optimizer.weight_decay=0",
        "optimizer.decay_on=except-batch-norm",
        "schedule={name: cosine, base_lr: 0.1}",
        "schedule.base_lr=0.2",
        "schedule.milestones_steps=[5]",
        "schedule.factor=0.5",
        "schedule.warmup_steps=2",
        "schedule.warmup_start=0.5",
        "trainer.batch_size=9",
        "trainer.accumulate_steps=2",
        "trainer.max_steps=11",
        "trainer.max_minutes=1",
        "trainer.grad_clip_norm=1",
        "trainer.average_decay=0.5",
        "engine.name=nd4j",
        "engine.slow_path_allowed=true",
        "engine.winograd=never",
        "engine.device=cpu",
        "engine.precision=bf16",
        "engine.deterministic=true",
        "ranks.batch_norm=synchronised",
        "verification.every_steps=5",
        "verification.untrained=false",
        "verification.pixel_baseline=true",
        "verification.patience=2",
        "verification.averaged_weights=true",
        "verification.train_angles=true",
        "verification.angle_sets=[{name: lfw, kind: folder, root: f}]",
        "verification.sets=[]",
        "verification.sets=[{name: lfw, kind: lfw-pairs, pairs: p, images: i, flip: sum}]",
        "verification.sets=[lfw]",
        "verification.sets=[{benchmark: lfw, flip: sum}]",
        "verification.sets=[{benchmark: lfw, data: b}]",
        "verification.sets=[{benchmark: a/cfp_fp.bin}]",
        "verification.sets=[{name: a, kind: packed, pairs: a.bin}]",
        "verification.sets=[{name: a, kind: paths, pairs: a, images: b, interleave: true}]",
        "checkpoints.every_steps=5",
        "checkpoints.keep_last=7",
        "guard.reaction=stop",
        "guard.every_steps=5",
        "guard.patience=9",
        "guard.centre_norm=0.9",
        "guard.target_cosine=-0.9",
        "export.onnx=true",
        "export.fold_batch_norm=false",
        "export.pixel_input=true",
        "export.unit_output=true");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void everyKeyChangesWhatIsWired(String change) {
    RunConfig before = read();
    RunConfig after = read(change.split(" & "));
    assertThat(wired(after)).isNotEqualTo(wired(before));
    assertThat(after.resolved().sha256()).isNotEqualTo(before.resolved().sha256());
    assertThat(wired(read(change.split(" & ")))).isEqualTo(wired(after));
  }

  @Test
  void topKIsForAlphaDivergencesAlone() {
    assertThat(read("head.top_k_share=0.5", "loss={name: qmargin}").head().kind().parameters())
        .containsEntry("top_k_share", "0.5");
    assertThatThrownBy(() -> read("head.top_k_share=0.5"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("top_k_share")
        .hasMessageContaining("'arcface' is none");
  }

  /** Every key of the resolved form is changed by some case above. */
  @Test
  void noKeyIsForgotten() {
    List<String> changed = changes().map(change -> change.replaceFirst("=.*", "")).toList();
    ConfigReader resolved =
        ConfigReader.parse("resolved", read().resolved().yaml(), Path.of(""), List.of());
    for (String section : resolved.keys()) {
      if (List.of("schema", "scale", "seed").contains(section)) {
        continue;
      }
      for (String key : resolved.section(section).keys()) {
        boolean parameter = section.equals("loss") || key.equals("name");
        assertThat(parameter || changed.stream().anyMatch(c -> covers(c, section + "." + key)))
            .as(section + "." + key)
            .isTrue();
      }
    }
  }

  private static boolean covers(String change, String key) {
    return change.equals(key) || change.startsWith(key + ".");
  }

  @Test
  void aPlainNumberIsTheShareOfClosedSetNoise() {
    RunConfig plain = read("data.label_noise=0.1");
    RunConfig spelledOut = read("data.label_noise={kind: closed-set, share: 0.1}");
    assertThat(plain.data()).isEqualTo(spelledOut.data());
    assertThat(plain.resolved().yaml()).isEqualTo(spelledOut.resolved().yaml());
    assertThat(read("data.label_noise={kind: open-set, share: 0.1}").resolved().yaml())
        .contains("kind: open-set");
  }

  @Test
  void theRecipeIsTheSameForEverySeed() {
    assertThat(read("seed=2").recipe()).isEqualTo(read().recipe());
    assertThat(read("loss.m=0.4").recipe()).isNotEqualTo(read().recipe());
  }

  @Test
  void theResolvedFormIsARunOfItsOwn() {
    String resolved = read().resolved().yaml();
    RunConfig again =
        RunConfig.from(
            "run", ConfigReader.parse("r", resolved, Path.of("").toAbsolutePath(), List.of()));
    assertThat(again.resolved().yaml()).isEqualTo(resolved);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamedWithItsPlace(String change, String words) {
    assertThatThrownBy(() -> read(change))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(words);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> mistakes() {
    return Stream.of(
        org.junit.jupiter.params.provider.Arguments.of("trainer.max_step=3", "max_steps"),
        org.junit.jupiter.params.provider.Arguments.of(
            "loss.margin=3", "--set loss.margin=3: loss.margin: Unknown parameter of loss"),
        org.junit.jupiter.params.provider.Arguments.of("loss.name=arcfase", "arcface"),
        org.junit.jupiter.params.provider.Arguments.of("model.backbone=iresnet-19", "iresnet-18"),
        org.junit.jupiter.params.provider.Arguments.of("data.train.kind=lists", "list"),
        org.junit.jupiter.params.provider.Arguments.of("schedule.milestones_steps=x", "schedule"),
        org.junit.jupiter.params.provider.Arguments.of("optimizer.beta1=0.9", "momentum"),
        org.junit.jupiter.params.provider.Arguments.of(
            "data.label_noise={kind: open-set, share: 1}", "data.label_noise.share: is 1"),
        org.junit.jupiter.params.provider.Arguments.of(
            "data.label_noise={kind: open, share: 0.1}", "open-set"),
        org.junit.jupiter.params.provider.Arguments.of(
            "data.sampler={kind: identity-balanced, images_per_identity: 3}",
            "trainer: batch_size is 8"),
        org.junit.jupiter.params.provider.Arguments.of(
            "data.sampler={kind: shuffled, shards: 2, shard: 2}", "data.sampler.shard: is 2"),
        org.junit.jupiter.params.provider.Arguments.of("seed=-1", "--set seed=-1: seed"),
        org.junit.jupiter.params.provider.Arguments.of(
            "loss.ramp={parameter: q, from: 0, to: 1, steps: 2}", "'q'"));
  }

  /** The optional module is not on this class path: the sentence says how it gets there. */
  @Test
  void theEngineThatWasNotBuiltIsNamed() {
    assertThatThrownBy(() -> read("engine.name=libtorch"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("engine.name")
        .hasMessageContaining("was not built")
        .hasMessageContaining("-Plibtorch");
    assertThatThrownBy(() -> read("engine.name=nd4j", "engine.device=cuda"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("device");
    assertThatThrownBy(() -> read("engine.device=gpu"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cuda:N");
  }
}
