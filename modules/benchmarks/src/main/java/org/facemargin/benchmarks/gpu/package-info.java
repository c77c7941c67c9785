/**
 * What runs on a bare GPU machine: {@link org.facemargin.benchmarks.gpu.GpuKit} checks the CUDA
 * head against double precision and times it against PyTorch. Depends on modules core, margins and
 * cuda alone, so that the kit stays small; {@code modules/benchmarks/gpu/build-kit} packs it.
 */
package org.facemargin.benchmarks.gpu;
