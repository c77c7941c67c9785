/**
 * The whole training step by libtorch, on the processor or on an NVIDIA GPU: the engine {@code
 * libtorch}, its head, and the steps that keep everything on the device.
 *
 * <p>The DL4J graph stays the model: {@link org.facemargin.libtorch.LibtorchExecutor} walks it with
 * libtorch's operations over the same flat vector, so that checkpoints and exports are the same
 * files. {@link org.facemargin.libtorch.LibtorchSteps} makes a step of which pictures and labels go
 * up and a few numbers come down. {@link org.facemargin.libtorch.LibtorchHead} computes every loss;
 * {@link org.facemargin.libtorch.FusedCudaHead} does the same with kernels of our own.
 *
 * <p>To extend: a loss needs nothing here, it is read through {@link
 * org.facemargin.libtorch.TensorAlgebra}; a new layer is one more case in {@code TorchNetwork}, a
 * new optimiser one in {@code DeviceOptimiser}. What works without libtorch does not belong here.
 */
package org.facemargin.libtorch;
