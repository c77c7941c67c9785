package org.facemargin.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work done on another thread while this one goes on.
 *
 * @param <T> its result
 */
public final class Beside<T> {

  private final CompletableFuture<T> future;

  private Beside(CompletableFuture<T> future) {
    this.future = future;
  }

  /** Starts. */
  public static <T> Beside<T> start(Supplier<T> work) {
    return new Beside<>(CompletableFuture.supplyAsync(work));
  }

  /** Waits for the result, again and again if need be; whatever the work threw is thrown here. */
  public T get() {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof Error thrown) {
        throw thrown;
      }
      throw e;
    }
  }
}
