package org.facemargin.evaluation.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * ONNX Runtime's environment, made on a thread with a deep stack: release 1.29 goes through the
 * process's command line recursively when it starts, and a long class path there overflows a Java
 * thread's usual stack, which kills the process.
 */
public final class OnnxRuntime {

  private static final long STACK_BYTES = 64L << 20;

  private static final String NAME = "facemargin";

  private OnnxRuntime() {}

  /** The environment of this process. */
  public static OrtEnvironment environment() {
    CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
    Runnable make =
        () -> {
          try {
            // what fails comes back as an exception; its log would say it again, in colours
            made.complete(
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, NAME));
          } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
          }
        };
    new Thread(null, make, "onnxruntime-start", STACK_BYTES).start();
    try {
      return made.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "ONNX Runtime could not be loaded: " + e.getCause().getMessage(), e);
    }
  }
}
