/**
 * The margin head on current NVIDIA GPUs, without ND4J: kernels of our own compiled by NVRTC for
 * the device at hand, matrix products by cuBLAS, both driven through JavaCPP's CUDA presets.
 *
 * <p>Entry types: {@link org.facemargin.cuda.CudaMarginHead} and {@link
 * org.facemargin.cuda.CudaDevice}. A loss needs nothing here: its device functions are generated
 * from the same expression every other reading uses ({@link org.facemargin.cuda.LossSource}).
 *
 * <p><b>Not run on a GPU so far.</b> The kernels are compiled ahead with nvcc for sm_80 and sm_90
 * in profile {@code nvcc}, and the whole head, kernels included, is tested on the CPU: the tests
 * compile the same source with g++ against a header that maps blocks and threads to fibers.
 */
package org.facemargin.cuda;
