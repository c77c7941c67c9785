package org.facemargin.experiments.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.facemargin.core.DataException;
import org.facemargin.core.Decimals;
import org.facemargin.experiments.imports.PythonAssignments.Assigned;

/**
 * A configuration of insightface's arcface_torch as a run of ours: what {@code train_v2.py} would
 * do with it, line by line, and in words what it would do otherwise than its keys suggest.
 *
 * <p>Defaults are those of its {@code configs/base.py}. Steps are {@code num_image // (batch_size ·
 * gpus)} an epoch, as there. Source: github.com/deepinsight/insightface, recognition/arcface_torch.
 */
public final class ArcFaceTorchConfig {

  private static final double SCALE = 64;
  private static final double CLIP = 5;
  private static final Map<String, String> NETWORKS =
      Map.of(
          "r18", "iresnet-18",
          "r34", "iresnet-34",
          "r50", "iresnet-50",
          "r100", "iresnet-100",
          "r200", "iresnet-200",
          "mbf", "mbf");
  private static final Map<String, List<String>> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("margin_list", List.of("1.0", "0.5", "0.0"));
    DEFAULTS.put("network", List.of("r50"));
    DEFAULTS.put("embedding_size", List.of("512"));
    DEFAULTS.put("sample_rate", List.of("1"));
    DEFAULTS.put("interclass_filtering_threshold", List.of("0"));
    DEFAULTS.put("fp16", List.of("False"));
    DEFAULTS.put("batch_size", List.of("128"));
    DEFAULTS.put("optimizer", List.of("sgd"));
    DEFAULTS.put("lr", List.of("0.1"));
    DEFAULTS.put("momentum", List.of("0.9"));
    DEFAULTS.put("weight_decay", List.of("5e-4"));
    DEFAULTS.put("verbose", List.of("2000"));
    DEFAULTS.put("gradient_acc", List.of("1"));
    DEFAULTS.put("seed", List.of("2048"));
    DEFAULTS.put("warmup_epoch", List.of("0"));
    DEFAULTS.put("num_workers", List.of("2"));
    DEFAULTS.put("val_targets", List.of(""));
  }

  /** Keys that say where things go, how they are logged, or how pictures are decoded. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "resume",
          "save_all_states",
          "output",
          "frequent",
          "dali",
          "dali_aug",
          "wandb_key",
          "suffix_run_name",
          "using_wandb",
          "wandb_entity",
          "wandb_project",
          "wandb_log_all",
          "save_artifacts",
          "wandb_resume",
          "notes");

  /**
   * A run.
   *
   * @param yaml its file
   * @param notes what there is to know, a sentence each
   */
  public record Imported(String yaml, List<String> notes) {}

  private final Path file;
  private final Map<String, Assigned> given;
  private final int gpus;
  private final List<String> notes = new ArrayList<>();

  private ArcFaceTorchConfig(Path file, int gpus) {
    this.file = file;
    this.given = PythonAssignments.read(file);
    this.gpus = gpus;
  }

  /**
   * Reads a configuration.
   *
   * @param gpus how many GPUs it was meant for: batch_size is per GPU
   * @throws DataException at file and line for anything but literals, or a value that arcface_torch
   *     itself would refuse
   */
  public static Imported read(Path file, int gpus) {
    ArcFaceTorchConfig config = new ArcFaceTorchConfig(file, gpus);
    String yaml = config.yaml();
    return new Imported(yaml, List.copyOf(config.notes));
  }

  private String yaml() {
    long perEpoch = integer("num_image") / ((long) integer("batch_size") * gpus);
    if (perEpoch < 1) {
      throw error("num_image", "is less than a batch of " + integer("batch_size") * gpus);
    }
    long steps = perEpoch * integer("num_epoch");
    long warmup = perEpoch * integer("warmup_epoch");
    String rec = one("rec");
    StringBuilder yaml = new StringBuilder();
    line(
        yaml,
        "# From %s by 'import-config'; for %d GPU%s there.",
        file.getFileName(),
        gpus,
        gpus == 1 ? "" : "s");
    line(yaml, "schema: run/1");
    line(yaml, "scale: full");
    line(yaml, "seed: %s", one("seed"));
    line(yaml, "data:");
    line(yaml, "  train: {kind: record, rec: \"%s/train.rec\"}", rec);
    line(yaml, "  augment: [horizontal-flip]");
    line(yaml, "  loader_threads: %s", one("num_workers"));
    line(
        yaml,
        "model: {backbone: %s, input_px: 112, embedding_dim: %s}",
        backbone(),
        one("embedding_size"));
    line(yaml, "loss: {%s%s}", loss(), filter());
    line(yaml, "head: {kind: fused, sample_rate: %s}", one("sample_rate"));
    line(yaml, "optimizer: {%s}", optimizer());
    line(
        yaml,
        "schedule: {name: polynomial, power: 1, base_lr: %s, warmup_steps: %d}",
        one("lr"),
        warmup);
    line(
        yaml,
        "trainer: {batch_size: %d, accumulate_steps: %s, max_steps: %d, grad_clip_norm: %s}",
        integer("batch_size") * gpus,
        one("gradient_acc"),
        steps / integer("gradient_acc"),
        CLIP);
    line(yaml, "verification:");
    line(yaml, "  every_steps: %s", one("verbose"));
    line(yaml, "  sets:%s", targets(rec));
    line(yaml, "checkpoints: {every_steps: %d, keep_last: 2}", Math.max(1, perEpoch));
    note();
    return yaml.toString();
  }

  private static void line(StringBuilder yaml, String template, Object... values) {
    yaml.append(String.format(Locale.ROOT, template, values)).append('\n');
  }

  private String backbone() {
    String network = one("network");
    String known = NETWORKS.get(network);
    if (known == null) {
      throw error(
          "network",
          "is '" + network + "', which is none of " + NETWORKS.keySet().stream().sorted().toList());
    }
    return known;
  }

  /** CombinedMarginLoss: ArcFace where m1 = 1 and m3 = 0, else CosFace where m3 > 0. */
  private String loss() {
    List<String> margins = all("margin_list");
    if (margins.size() != 3) {
      throw error("margin_list", "has " + margins.size() + " numbers, expected m1, m2 and m3");
    }
    double m1 = number("margin_list", margins.get(0));
    double m2 = number("margin_list", margins.get(1));
    double m3 = number("margin_list", margins.get(2));
    if (m1 == 1 && m3 == 0) {
      return String.format(
          Locale.ROOT,
          "name: arcface, scale: %s, m: %s, gradient: detached, beyond_pi: raw",
          SCALE,
          m2);
    }
    if (m3 <= 0) {
      throw error("margin_list", "is " + margins + ", which arcface_torch itself refuses");
    }
    if (m1 != 1 || m2 != 0) {
      notes.add(
          "margin_list is "
              + margins
              + ": where m3 > 0 arcface_torch drops m1 and m2 and trains CosFace with m3 alone. So"
              + " does this run; cos(m1 θ + m2) - m3 as a whole is loss 'combined'.");
    }
    return String.format(Locale.ROOT, "name: cosface, scale: %s, m: %s", SCALE, m3);
  }

  private String filter() {
    String key = "interclass_filtering_threshold";
    double threshold = number(key, one(key));
    return threshold > 0 ? String.format(Locale.ROOT, ", interclass_filter: %s", threshold) : "";
  }

  private String optimizer() {
    return switch (one("optimizer")) {
      case "sgd" ->
          "name: sgd, momentum: " + one("momentum") + ", weight_decay: " + one("weight_decay");
      case "adamw" -> "name: adamw, weight_decay: " + one("weight_decay");
      default -> throw error("optimizer", "is '" + one("optimizer") + "', expected sgd or adamw");
    };
  }

  private String targets(String rec) {
    StringBuilder sets = new StringBuilder();
    for (String target : all("val_targets")) {
      if (!target.isEmpty()) {
        sets.append(String.format("\n    - {benchmark: \"%s/%s.bin\", flip: sum}", rec, target));
      }
    }
    return sets.isEmpty() ? " []" : sets.toString().replace("\r", "");
  }

  private void note() {
    if (one("fp16").equals("True")) {
      notes.add(
          "fp16 is True: there the backbone runs in half precision; this run is in float32 (engine"
              + " libtorch has engine.precision: bf16).");
    }
    if (gpus == 1) {
      notes.add(
          "batch_size is per GPU there: give --gpus N for a configuration that was meant for N.");
    }
    if (given.containsKey("num_classes")) {
      notes.add(
          "num_classes is "
              + one("num_classes")
              + "; here the number of classes is counted in train.rec.");
    }
    if (integer("warmup_epoch") > 0) {
      notes.add(
          "With warm-up arcface_torch takes its very first step at the full rate; this run does"
              + " not.");
    }
    for (Map.Entry<String, Assigned> entry : given.entrySet()) {
      boolean used =
          DEFAULTS.containsKey(entry.getKey())
              || Set.of("rec", "num_image", "num_epoch", "num_classes").contains(entry.getKey());
      if (!used && !WITHOUT_EFFECT.contains(entry.getKey())) {
        notes.add(
            entry.getValue().place() + ": " + entry.getKey() + " is not known and not taken over.");
      }
    }
  }

  private List<String> all(String key) {
    Assigned assigned = given.get(key);
    List<String> values = assigned == null ? DEFAULTS.get(key) : assigned.value();
    if (values == null) {
      throw DataException.of("%s: config.%s is missing.", file, key);
    }
    return values;
  }

  private String one(String key) {
    List<String> values = all(key);
    if (values.size() != 1) {
      throw error(key, "is a list, expected one value");
    }
    return values.get(0);
  }

  private double number(String key, String text) {
    if (!Decimals.isFinite(text)) {
      throw error(key, "has '" + text + "', expected a number");
    }
    return Decimals.parse(text);
  }

  private int integer(String key) {
    double value = number(key, one(key));
    if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
      throw error(key, "is " + one(key) + ", expected a whole number from 0");
    }
    return (int) value;
  }

  private DataException error(String key, String what) {
    Assigned assigned = given.get(key);
    String place = assigned == null ? file.toString() : assigned.place();
    return DataException.of("%s: config.%s %s.", place, key, what);
  }
}
