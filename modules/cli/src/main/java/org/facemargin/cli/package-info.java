/**
 * The command line, and the only module that prints or exits. One class a command, found through
 * {@link org.facemargin.cli.Subcommand}; the work itself is done by {@code experiments} and the
 * modules below it.
 */
package org.facemargin.cli;
