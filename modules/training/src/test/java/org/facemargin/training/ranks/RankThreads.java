package org.facemargin.training.ranks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same work on every rank, each a thread. */
public final class RankThreads {

  private RankThreads() {}

  /** What one rank does. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Collective ranks) throws Exception;
  }

  /** The ranks' results, in their order. */
  public static <T> List<T> run(int size, Work<T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Collective ranks : ThreadRanks.of(size, Duration.ofSeconds(60))) {
        running.add(threads.submit(() -> work.on(ranks)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : running) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
