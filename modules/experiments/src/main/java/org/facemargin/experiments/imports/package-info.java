/** Other projects' configurations as runs of ours. */
package org.facemargin.experiments.imports;
