package org.facemargin.cli;

import java.util.concurrent.Callable;

/**
 * A command of {@code facemargin}: a picocli {@code @Command} class registered with
 * {@code @AutoService(Subcommand.class)}, so that adding a command is adding one file.
 *
 * <p>{@link #call} returns an {@link ExitCode}; errors a user can mend are thrown as {@link
 * org.facemargin.core.ConfigurationException} and {@link org.facemargin.core.DataException}.
 */
public interface Subcommand extends Callable<Integer> {}
