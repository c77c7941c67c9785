/**
 * What a machine can do for FaceMargin ({@link org.facemargin.experiments.machine.MachineReport}),
 * found without loading what may not be there. What a run measured of its machine does not belong
 * here: see {@code record}.
 */
package org.facemargin.experiments.machine;
