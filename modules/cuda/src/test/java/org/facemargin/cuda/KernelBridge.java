package org.facemargin.cuda;

/** Native methods of {@code bridge.cpp}, compiled and loaded by {@link HostCompiler}. */
final class KernelBridge {

  private KernelBridge() {}

  /** The address of the launcher in a library of kernels, or 0. */
  static native long open(String path);

  /** Runs a kernel; 0 if there is one of this name. */
  static native int launch(long launcher, String kernel, int gridX, int gridY, long arguments);
}
