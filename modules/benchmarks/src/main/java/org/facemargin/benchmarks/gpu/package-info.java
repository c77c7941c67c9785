/**
 * The CUDA head by itself, without libtorch: {@link org.facemargin.benchmarks.gpu.GpuCheck} holds
 * it to double precision, {@link org.facemargin.benchmarks.gpu.GpuHead} makes its steps. Depends on
 * modules core, margins and cuda alone. {@code modules/benchmarks/gpu/build-kit} packs it, with the
 * rest of {@code bench}, for a bare GPU machine.
 */
package org.facemargin.benchmarks.gpu;
