/**
 * What is kept of a run: its configuration, where it ran, what it measured. Records are small JSON
 * files, written once; tables and reports are made from them alone.
 *
 * <p>Entry type: {@link org.facemargin.experiments.record.RunRecord}.
 */
package org.facemargin.experiments.record;
