package org.facemargin.cuda;

import static org.bytedeco.cuda.global.nvrtc.NVRTC_SUCCESS;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Sha256;

/**
 * Compiles CUDA source with NVRTC for one compute capability, and keeps what it compiled in a
 * folder, by content.
 */
public final class KernelCache {

  private final Path folder;

  /**
   * @param folder where compiled kernels are kept; made as needed
   */
  public KernelCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The machine code of a source.
   *
   * @param capability ten times the compute capability: 90 for 9.0
   * @throws CudaException if the compiler refuses; the message holds its log
   */
  byte[] compiled(String source, int capability) {
    int[] major = new int[1];
    int[] minor = new int[1];
    check(nvrtcVersion(major, minor), "nvrtcVersion");
    String key = Sha256.of(source + "\n" + capability + "\n" + major[0] + "." + minor[0]);
    Path file = folder.resolve(key + ".cubin");
    try {
      if (Files.exists(file)) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    byte[] binary = compile(source, capability);
    AtomicFiles.write(file, out -> out.write(binary));
    return binary;
  }

  private static byte[] compile(String source, int capability) {
    _nvrtcProgram program = new _nvrtcProgram();
    try (BytePointer text = new BytePointer(source);
        BytePointer name = new BytePointer("margin_head.cu");
        BytePointer architecture = new BytePointer("--gpu-architecture=sm_" + capability);
        PointerPointer<BytePointer> options =
            new PointerPointer<BytePointer>(1).put(0, architecture);
        PointerPointer<BytePointer> none = new PointerPointer<>(1)) {
      check(nvrtcCreateProgram(program, text, name, 0, none, none), "nvrtcCreateProgram");
      int status = nvrtcCompileProgram(program, 1, options);
      if (status != NVRTC_SUCCESS) {
        throw new CudaException(
            "NVRTC refused the kernels for sm_" + capability + ":\n" + log(program));
      }
      try (SizeTPointer size = new SizeTPointer(1)) {
        check(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
        byte[] binary = new byte[Math.toIntExact(size.get())];
        check(nvrtcGetCUBIN(program, binary), "nvrtcGetCUBIN");
        return binary;
      }
    } finally {
      if (!program.isNull()) {
        check(nvrtcDestroyProgram(program), "nvrtcDestroyProgram");
      }
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      check(nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
      try (BytePointer text = new BytePointer(size.get())) {
        check(nvrtcGetProgramLog(program, text), "nvrtcGetProgramLog");
        return text.getString();
      }
    }
  }

  private static void check(int status, String call) {
    if (status != NVRTC_SUCCESS) {
      throw new CudaException(
          call + " failed with " + status + ": " + nvrtcGetErrorString(status).getString() + ".");
    }
  }
}
