package org.facemargin.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
import static org.bytedeco.cuda.global.cublas.CUBLAS_GEMM_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasCreate_v2;
import static org.bytedeco.cuda.global.cublas.cublasDestroy_v2;
import static org.bytedeco.cuda.global.cublas.cublasGemmEx;
import static org.bytedeco.cuda.global.cublas.cublasGetStatusString;
import static org.bytedeco.cuda.global.cublas.cublasSetStream_v2;
import static org.bytedeco.cuda.global.cublas.cublasSetWorkspace_v2;
import static org.bytedeco.cuda.global.cudart.*;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * An NVIDIA GPU through the driver API, NVRTC and cuBLAS. Every call is checked. Not thread-safe.
 */
public final class CudaDevice implements GpuDevice {

  private static final int THREADS = 256;
  private static final long BLAS_WORKSPACE_BYTES = 32L << 20;

  private final int ordinal;
  private final String name;
  private final int capability;
  private final int driver;
  private final CUctx_st context = new CUctx_st();
  private final CUstream_st stream;
  private final boolean ownsStream;
  private final cublasContext blas = new cublasContext();
  private final FloatPointer one = new FloatPointer(1).put(1f);
  private final FloatPointer zero = new FloatPointer(1).put(0f);
  private final KernelCache cache;
  private final Map<String, CUfunc_st> kernels = new HashMap<>();
  private CUmod_st module;
  private GpuMemory blasWorkspace = new GpuMemory(0, 0);
  private long inUse;
  private long peak;

  private CudaDevice(int ordinal, KernelCache cache, Optional<Stream> others) {
    this.ordinal = ordinal;
    this.cache = cache;
    int[] value = new int[1];
    check(cuDriverGetVersion(value), "cuDriverGetVersion");
    driver = value[0];
    int[] device = new int[1];
    check(cuDeviceGet(device, ordinal), "cuDeviceGet");
    byte[] text = new byte[256];
    check(cuDeviceGetName(text, text.length, device[0]), "cuDeviceGetName");
    name = new BytePointer(text).getString();
    check(
        cuDeviceGetAttribute(value, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device[0]),
        "cuDeviceGetAttribute");
    int major = value[0];
    check(
        cuDeviceGetAttribute(value, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device[0]),
        "cuDeviceGetAttribute");
    capability = 10 * major + value[0];
    check(cuDevicePrimaryCtxRetain(context, device[0]), "cuDevicePrimaryCtxRetain");
    useHere();
    ownsStream = others.isEmpty();
    stream = others.map(Stream::handle).orElseGet(CUstream_st::new);
    if (ownsStream) {
      check(cuStreamCreate(stream, CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    }
    checkBlas(cublasCreate_v2(blas), "cublasCreate");
    checkBlas(cublasSetStream_v2(blas, stream), "cublasSetStream");
    blasWorkspace = allocate(BLAS_WORKSPACE_BYTES, "workspace of cuBLAS");
    checkBlas(
        cublasSetWorkspace_v2(blas, at(blasWorkspace), blasWorkspace.bytes()),
        "cublasSetWorkspace");
  }

  /** A context is current to a thread, and others may have made theirs current meanwhile. */
  private void useHere() {
    check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  /**
   * Opens a GPU.
   *
   * @param ordinal which, from 0
   * @param cache where compiled kernels are kept
   * @throws CudaException if there is no driver, no such GPU, or a library is missing; the message
   *     says what to install
   */
  public static CudaDevice open(int ordinal, KernelCache cache) {
    return open(ordinal, cache, Optional.empty());
  }

  /**
   * Opens a GPU to work in order with somebody else's work, on their stream of its primary context.
   * Arguments and errors as for {@link #open(int, KernelCache)}.
   */
  public static CudaDevice open(int ordinal, KernelCache cache, Stream stream) {
    return open(ordinal, cache, Optional.of(stream));
  }

  /**
   * A stream of somebody else.
   *
   * @param handle what the runtime calls it; a null pointer is the default stream
   */
  public record Stream(CUstream_st handle) {}

  private static CudaDevice open(int ordinal, KernelCache cache, Optional<Stream> stream) {
    try {
      check(cuInit(0), "cuInit");
      int[] count = new int[1];
      check(cuDeviceGetCount(count), "cuDeviceGetCount");
      if (ordinal < 0 || ordinal >= count[0]) {
        throw new CudaException(
            "There is no GPU " + ordinal + ": the driver reports " + count[0] + ".");
      }
      return new CudaDevice(ordinal, cache, stream);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new CudaException(
          "The CUDA libraries could not be loaded ("
              + first(e).getMessage()
              + "). Needed: an NVIDIA driver for CUDA 13, and"
              + " CUDA 13's cudart, nvrtc and cublas on the library path.",
          e);
    }
  }

  /** What it began with: the library that was missed, rather than where it was looked for last. */
  private static Throwable first(Throwable thrown) {
    return thrown.getCause() == null ? thrown : first(thrown.getCause());
  }

  @Override
  public String description() {
    return name
        + ", compute capability "
        + capability / 10
        + "."
        + capability % 10
        + ", driver for CUDA "
        + driver / 1000
        + "."
        + driver % 1000 / 10;
  }

  @Override
  public GpuMemory allocate(long bytes, String purpose) {
    if (bytes == 0) {
      return new GpuMemory(0, 0);
    }
    useHere();
    long[] address = new long[1];
    int status = cuMemAlloc(address, bytes);
    if (status == CUDA_ERROR_OUT_OF_MEMORY) {
      throw new CudaException(
          "Not enough GPU memory for "
              + purpose
              + ": "
              + bytes
              + " bytes asked for, "
              + inUse
              + " in use here, "
              + freeBytes()
              + " free on "
              + name
              + ".");
    }
    check(status, "cuMemAlloc");
    check(cuMemsetD8Async(address[0], (byte) 0, bytes, stream), "cuMemsetD8Async");
    inUse += bytes;
    peak = Math.max(peak, inUse);
    return new GpuMemory(address[0], bytes);
  }

  private static long freeBytes() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      check(cuMemGetInfo(free, total), "cuMemGetInfo");
      return free.get();
    }
  }

  @Override
  public void free(GpuMemory memory) {
    if (memory.bytes() > 0) {
      synchronise();
      check(cuMemFree(memory.address()), "cuMemFree");
      inUse -= memory.bytes();
    }
  }

  @Override
  public long bytesInUse() {
    return inUse;
  }

  @Override
  public long peakBytes() {
    return peak;
  }

  @Override
  public void upload(FloatBuffer from, int count, GpuMemory to) {
    useHere();
    try (FloatPointer host = new FloatPointer(from)) {
      check(cuMemcpyHtoDAsync(to.address(), host, 4L * count, stream), "cuMemcpyHtoDAsync");
      synchronise();
    }
  }

  @Override
  public void upload(int[] from, GpuMemory to) {
    useHere();
    try (IntPointer host = new IntPointer(from)) {
      check(cuMemcpyHtoDAsync(to.address(), host, 4L * from.length, stream), "cuMemcpyHtoDAsync");
      synchronise();
    }
  }

  @Override
  public void download(GpuMemory from, FloatBuffer to, int count) {
    useHere();
    try (FloatPointer host = new FloatPointer(to)) {
      check(cuMemcpyDtoHAsync(host, from.address(), 4L * count, stream), "cuMemcpyDtoHAsync");
      synchronise();
    }
  }

  @Override
  public void load(String source) {
    useHere();
    unload();
    try (BytePointer binary = new BytePointer(cache.compiled(source, capability))) {
      module = new CUmod_st();
      check(cuModuleLoadData(module, binary), "cuModuleLoadData");
    }
  }

  private void unload() {
    kernels.clear();
    if (module != null) {
      check(cuModuleUnload(module), "cuModuleUnload");
      module = null;
    }
  }

  @Override
  public void launch(String kernel, int gridX, int gridY, KernelArguments arguments) {
    useHere();
    try (arguments) {
      CUfunc_st function = kernels.computeIfAbsent(kernel, this::find);
      PointerPointer<Pointer> nothing = new PointerPointer<>((Pointer) null);
      check(
          cuLaunchKernel(
              function, gridX, gridY, 1, THREADS, 1, 1, 0, stream, arguments.pointers(), nothing),
          "launch of " + kernel);
    }
  }

  private CUfunc_st find(String kernel) {
    CUfunc_st function = new CUfunc_st();
    check(cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction(" + kernel + ")");
    return function;
  }

  /** Row-major C = op(A) op(B) is column-major Cᵀ = op(B)ᵀ op(A)ᵀ on the same memory. */
  @Override
  public void multiply(MatrixProduct p, Precision precision) {
    useHere();
    int operands = precision == Precision.BFLOAT16 ? CUDA_R_16BF : CUDA_R_32F;
    int compute = precision == Precision.TF32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
    checkBlas(
        cublasGemmEx(
            blas,
            p.transposeB() ? CUBLAS_OP_T : CUBLAS_OP_N,
            p.transposeA() ? CUBLAS_OP_T : CUBLAS_OP_N,
            p.n(),
            p.m(),
            p.k(),
            one,
            at(p.b()),
            operands,
            p.strideB(),
            at(p.a()),
            operands,
            p.strideA(),
            p.beta() == 0 ? zero : one,
            at(p.c()),
            CUDA_R_32F,
            p.strideC(),
            compute,
            CUBLAS_GEMM_DEFAULT),
        "cublasGemmEx");
  }

  /** A pointer that holds a device address and owns nothing. */
  private static Pointer at(GpuMemory memory) {
    return new Pointer() {
      {
        address = memory.address();
      }
    };
  }

  @Override
  public void synchronise() {
    useHere();
    check(cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  @Override
  public Graph record(Runnable work) {
    useHere();
    check(
        cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL), "cuStreamBeginCapture");
    CUgraph_st graph = new CUgraph_st();
    try {
      work.run();
    } finally {
      check(cuStreamEndCapture(stream, graph), "cuStreamEndCapture");
    }
    CUgraphExec_st executable = new CUgraphExec_st();
    check(cuGraphInstantiate(executable, graph, 0), "cuGraphInstantiate");
    check(cuGraphDestroy(graph), "cuGraphDestroy");
    return new Graph() {
      @Override
      public void run() {
        useHere();
        check(cuGraphLaunch(executable, stream), "cuGraphLaunch");
      }

      @Override
      public void close() {
        check(cuGraphExecDestroy(executable), "cuGraphExecDestroy");
      }
    };
  }

  private static void check(int status, String call) {
    if (status != CUDA_SUCCESS) {
      try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
        cuGetErrorString(status, text);
        BytePointer message = text.get(BytePointer.class);
        throw new CudaException(
            call
                + " failed with "
                + status
                + (message == null ? "" : ": " + message.getString())
                + ".");
      }
    }
  }

  private static void checkBlas(int status, String call) {
    if (status != 0) {
      throw new CudaException(
          call + " failed with " + status + ": " + cublasGetStatusString(status).getString() + ".");
    }
  }

  @Override
  public void close() {
    synchronise();
    unload();
    checkBlas(cublasDestroy_v2(blas), "cublasDestroy");
    free(blasWorkspace);
    if (ownsStream) {
      check(cuStreamDestroy(stream), "cuStreamDestroy");
    }
    int[] device = new int[1];
    check(cuDeviceGet(device, ordinal), "cuDeviceGet");
    check(cuDevicePrimaryCtxRelease(device[0]), "cuDevicePrimaryCtxRelease");
  }
}
