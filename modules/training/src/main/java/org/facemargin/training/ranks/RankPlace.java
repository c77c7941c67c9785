package org.facemargin.training.ranks;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.ConfigurationException;

/**
 * Which rank a process is, and where it finds the others.
 *
 * @param rank from 0
 * @param size number of ranks
 * @param localRank its number among those of this machine
 * @param localSize ranks on this machine
 * @param host where rank 0 is
 * @param port where the store of the group listens
 * @param hostsStore whether this process has to open that store
 * @param storeOfLauncher whether the launcher keeps that store, as torchrun's agent does
 * @param prefix what this group's keys in the store begin with
 * @param source whose variables said so, for people
 */
public record RankPlace(
    int rank,
    int size,
    int localRank,
    int localSize,
    String host,
    int port,
    boolean hostsStore,
    boolean storeOfLauncher,
    String prefix,
    String source) {

  private static final int FIRST_SLURM_PORT = 20_000;
  private static final int SLURM_PORTS = 10_000;
  private static final Pattern FIRST_NODE = Pattern.compile("([^\\[,]+)(?:\\[(\\d+)[^\\]]*\\])?.*");

  public RankPlace {
    if (size < 1 || rank < 0 || rank >= size || localSize < 1 || localRank < 0) {
      throw ConfigurationException.of("%s: rank %s of %s makes no sense.", source, rank, size);
    }
  }

  /**
   * The place that a launcher gave this process by variables; empty where there are none. Known:
   *
   * <ul>
   *   <li>{@code RANK}, {@code WORLD_SIZE}, {@code MASTER_ADDR}, {@code MASTER_PORT}, and {@code
   *       LOCAL_RANK}, {@code LOCAL_WORLD_SIZE}: torchrun, Kubernetes' PyTorchJob, this program;
   *       under torchrun, whose agent keeps the store, with {@code TORCHELASTIC_USE_AGENT_STORE}
   *       and {@code TORCHELASTIC_RESTART_COUNT};
   *   <li>{@code SLURM_PROCID} and others: srun. {@code MASTER_ADDR} and {@code MASTER_PORT} go
   *       before the first node and a port made of the job's number.
   * </ul>
   *
   * @throws ConfigurationException if one is missing or no number; the message names it
   */
  public static Optional<RankPlace> of(Map<String, String> environment) {
    if (environment.containsKey("RANK") || environment.containsKey("WORLD_SIZE")) {
      return Optional.of(torchrun(environment));
    }
    return environment.containsKey("SLURM_STEP_NUM_TASKS") ? slurm(environment) : Optional.empty();
  }

  private static RankPlace torchrun(Map<String, String> environment) {
    int rank = number(environment, "RANK", Optional.empty());
    boolean agent = "True".equalsIgnoreCase(environment.get("TORCHELASTIC_USE_AGENT_STORE"));
    String restarts = environment.getOrDefault("TORCHELASTIC_RESTART_COUNT", "0");
    return new RankPlace(
        rank,
        number(environment, "WORLD_SIZE", Optional.empty()),
        number(environment, "LOCAL_RANK", Optional.of(0)),
        number(environment, "LOCAL_WORLD_SIZE", Optional.of(1)),
        text(environment, "MASTER_ADDR"),
        number(environment, "MASTER_PORT", Optional.empty()),
        rank == 0 && !agent,
        agent,
        agent ? "/worker/attempt_" + restarts : "facemargin",
        agent ? "torchrun's variables" : "RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT");
  }

  private static Optional<RankPlace> slurm(Map<String, String> environment) {
    int size = number(environment, "SLURM_STEP_NUM_TASKS", Optional.empty());
    if (size == 1) {
      return Optional.empty();
    }
    int rank = number(environment, "SLURM_PROCID", Optional.empty());
    int job = number(environment, "SLURM_JOB_ID", Optional.empty());
    String host =
        Optional.ofNullable(environment.get("MASTER_ADDR"))
            .orElseGet(() -> firstNode(text(environment, "SLURM_STEP_NODELIST")));
    int perNode =
        Integer.parseInt(
            environment.getOrDefault("SLURM_STEP_TASKS_PER_NODE", "1").replaceFirst("\\D.*", ""));
    return Optional.of(
        new RankPlace(
            rank,
            size,
            number(environment, "SLURM_LOCALID", Optional.of(0)),
            perNode,
            host,
            number(environment, "MASTER_PORT", Optional.of(FIRST_SLURM_PORT + job % SLURM_PORTS)),
            rank == 0,
            false,
            "facemargin",
            "Slurm's variables"));
  }

  /** The first of {@code node[01-04,07],other}. */
  static String firstNode(String list) {
    Matcher matcher = FIRST_NODE.matcher(list);
    if (!matcher.matches()) {
      throw new ConfigurationException(
          "SLURM_STEP_NODELIST is '"
              + list
              + "', expected names like node[01-04]; set MASTER_ADDR.");
    }
    return matcher.group(1) + Optional.ofNullable(matcher.group(2)).orElse("");
  }

  private static String text(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new ConfigurationException(
          "Variable "
              + name
              + " is not set; a rank needs RANK, WORLD_SIZE, MASTER_ADDR and"
              + " MASTER_PORT, or Slurm's variables.");
    }
    return value;
  }

  private static int number(
      Map<String, String> environment, String name, Optional<Integer> otherwise) {
    if (otherwise.isPresent() && !environment.containsKey(name)) {
      return otherwise.get();
    }
    String value = text(environment, name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          "Variable " + name + " is '" + value + "', expected a whole number.", e);
    }
  }
}
