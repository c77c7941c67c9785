/**
 * Tables of papers as data. A {@link org.facemargin.experiments.table.TableSpec} names runs,
 * metrics and the numbers a paper published; {@link org.facemargin.experiments.table.FilledTable}
 * puts ours beside them, each cell in one of five states, in words. A published number never stands
 * in for ours, and a number that is not verified is "not available".
 *
 * <p>To add a table: one YAML file under {@code experiments/papers/PAPER/tables/}.
 */
package org.facemargin.experiments.table;
