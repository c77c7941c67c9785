package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.facemargin.core.ConfigurationException;
import org.facemargin.files.Sha256;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.ResolvedConfig;
import org.facemargin.training.listeners.GuardSettings;

/**
 * One run, read and checked, nothing opened yet.
 *
 * @param name the file's name without its extension
 * @param scale full or reduced
 * @param seed the seed of every random stream
 * @param data what is trained on
 * @param model the network
 * @param loss the loss
 * @param head the margin head
 * @param optimizer the optimiser
 * @param schedule the learning rate
 * @param trainer how long
 * @param engine what executes the network
 * @param verification on what it is verified
 * @param checkpoints what is kept
 * @param guard what is done when it goes wrong
 * @param export what is exported at the end
 * @param resolved everything above as text
 * @param recipe hash of {@code resolved} without the seed
 */
public record RunConfig(
    String name,
    Scale scale,
    long seed,
    DataConfig data,
    ModelConfig model,
    LossConfig loss,
    HeadConfig head,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    TrainerConfig trainer,
    RanksConfig ranks,
    EngineConfig engine,
    VerificationConfig verification,
    CheckpointConfig checkpoints,
    GuardConfig guard,
    ExportConfig export,
    ResolvedConfig resolved,
    String recipe) {

  /** The schema of run files. */
  public static final String SCHEMA = "run/1";

  /** Whether a run's numbers may be compared with published ones. */
  public enum Scale {
    FULL,
    REDUCED;

    /** As written in YAML. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a run.
   *
   * @param overrides {@code key.path=value} each
   */
  public static RunConfig read(Path file, List<String> overrides) {
    return from(nameOf(file), ConfigReader.read(file, overrides));
  }

  /** The name of a run: its file's, without the extension. */
  public static String nameOf(Path file) {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  /** Reads a run that was opened elsewhere. */
  public static RunConfig from(String name, ConfigReader reader) {
    reader.schema(SCHEMA);
    Scale scale = reader.choice("scale", Scale.class);
    long seed = reader.wholeNumber("seed", 0, Long.MAX_VALUE);
    DataConfig data = DataConfig.from(reader.section("data"));
    ModelConfig model = ModelConfig.from(reader.section("model"));
    LossConfig loss = LossConfig.from(reader.section("loss"));
    HeadConfig head = HeadConfig.from(reader.sectionOrEmpty("head"), loss.create());
    OptimizerConfig optimizer = OptimizerConfig.from(reader.section("optimizer"));
    ScheduleConfig schedule = ScheduleConfig.from(reader.section("schedule"));
    TrainerConfig trainer = TrainerConfig.from(reader.section("trainer"));
    RanksConfig ranks = RanksConfig.from(reader.optionalSection("ranks"));
    data.sampler().check(reader, trainer.batchSize());
    EngineConfig engine = EngineConfig.from(reader.sectionOrEmpty("engine"));
    VerificationConfig verification =
        VerificationConfig.from(reader.sectionOrEmpty("verification"));
    CheckpointConfig checkpoints = CheckpointConfig.from(reader.sectionOrEmpty("checkpoints"));
    GuardConfig guard = GuardConfig.from(reader.sectionOrEmpty("guard"));
    if (head.labelSmoothing() > 0
        && guard.settings().reaction() == GuardSettings.Reaction.SWITCH_WC_RELU_ON) {
      throw reader.error(
          "guard", "may switch WC-ReLU on, with which labels cannot be smoothed; see head");
    }
    ExportConfig export = ExportConfig.from(reader.sectionOrEmpty("export"));
    reader.finish();
    ResolvedConfig resolved = reader.resolved();
    return new RunConfig(
        name,
        scale,
        seed,
        data,
        model,
        loss,
        head,
        optimizer,
        schedule,
        trainer,
        ranks,
        engine,
        verification,
        checkpoints,
        guard,
        export,
        resolved,
        recipe(resolved));
  }

  /**
   * Checks that so many ranks can make this run.
   *
   * @throws ConfigurationException if they cannot
   */
  public void checkRanks(int ranks) {
    int batch = trainer.batchSize();
    if (batch % ranks != 0 || batch / ranks < 2) {
      throw ConfigurationException.of(
          "trainer.batch_size is %s, the pictures of a step of all ranks together; expected a"
              + " multiple of the %s ranks, and at least two pictures each.",
          batch, ranks);
    }
    if (ranks > 1 && head.labelSmoothing() > 0) {
      throw new ConfigurationException(
          "head.label_smoothing is for one rank: every rank would need every centre. Set it to 0.");
    }
  }

  /** This run under another name. */
  public RunConfig named(String other) {
    return new RunConfig(
        other,
        scale,
        seed,
        data,
        model,
        loss,
        head,
        optimizer,
        schedule,
        trainer,
        ranks,
        engine,
        verification,
        checkpoints,
        guard,
        export,
        resolved,
        recipe);
  }

  private static String recipe(ResolvedConfig resolved) {
    return Sha256.of(resolved.yaml().replaceFirst("(?m)^seed: \\d+\n", ""));
  }
}
