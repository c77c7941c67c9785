/**
 * Tables of papers as data. A {@link org.facemargin.experiments.table.TableSpec} names runs,
 * metrics and the numbers a paper published; {@link org.facemargin.experiments.table.FilledTable}
 * puts ours beside them, each cell in one of five states, in words. A published number never stands
 * in for ours; a number known only from a page that quotes the paper is marked "secondary source"
 * and judges nothing; where none is known it says "not available". A table without any published
 * number is a recipe.
 *
 * <p>To add a table: one YAML file under {@code experiments/papers/PAPER/tables/}, a recipe under
 * {@code recipes/}.
 */
package org.facemargin.experiments.table;
