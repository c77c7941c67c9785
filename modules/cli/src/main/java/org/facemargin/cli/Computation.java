package org.facemargin.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that computes: checked first, then either told ({@code --dry-run}) or done.
 *
 * <p>{@link #plan} reads the options and small files; what it names as read has to exist before
 * anything large is loaded.
 */
public abstract class Computation implements Callable<Integer> {

  @Mixin private Console console;

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() throws Exception {
    Plan plan = plan();
    plan.requireReads();
    if (console.dryRun()) {
      console.result(plan.facts(), plan::words);
      return ExitCode.OK;
    }
    return compute();
  }

  /**
   * What would be done.
   *
   * @throws org.facemargin.core.ConfigurationException if what is asked for makes no sense
   */
  protected abstract Plan plan();

  /** Does it; an {@link ExitCode}. */
  protected abstract int compute() throws Exception;

  /** Whether nothing is to be done or written. */
  final boolean dryRun() {
    return console.dryRun();
  }

  /** Where results, progress and remarks go. */
  protected final Console console() {
    return console;
  }

  /** This command. */
  protected final CommandSpec spec() {
    return spec;
  }
}
