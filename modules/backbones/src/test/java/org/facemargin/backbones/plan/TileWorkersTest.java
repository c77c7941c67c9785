package org.facemargin.backbones.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whether Winograd can work follows from this Java alone, and where it cannot a user learns why.
 */
class TileWorkersTest {

  private static final boolean VECTORS =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void everyJavaWithVectorsHasThem() {
    assumeTrue(VECTORS, "This process was started without Java's vectors.");
    assumeTrue(
        Set.of("amd64", "x86_64", "aarch64").contains(System.getProperty("os.arch")),
        "Java has no vectors on every other processor.");
    assertThat(TileWorkers.available()).as(TileWorkers.reason()).isTrue();
    assertThat(TileWorkers.get().lanes()).isIn(4, 8, 16).isLessThanOrEqualTo(Layouts.BLOCK);
    assertThat(Layouts.BLOCK % TileWorkers.get().lanes()).isZero();
  }

  /** Shares meet; were two callers' shares in different order on two workers, none would end. */
  @Test
  @Timeout(60)
  void callersAtOnceDoNotWaitForEachOther() throws InterruptedException {
    assumeTrue(TileWorkers.available(), TileWorkers::reason);
    TileWorkers workers = TileWorkers.get();
    AtomicInteger ended = new AtomicInteger();
    Runnable caller =
        () -> {
          for (int i = 0; i < 500; i++) {
            Meeting meeting = new Meeting(workers.count());
            workers.run(worker -> meeting.await());
          }
          ended.incrementAndGet();
        };
    List<Thread> callers = List.of(new Thread(caller), new Thread(caller), new Thread(caller));
    callers.forEach(Thread::start);
    for (Thread one : callers) {
      one.join();
    }
    assertThat(ended).hasValue(callers.size());
  }

  /** Whoever fails lets the others go. */
  @Test
  @Timeout(60)
  void aMeetingThatCannotBeEnds() throws InterruptedException {
    Meeting meeting = new Meeting(2);
    AtomicReference<String> said = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                meeting.await();
              } catch (IllegalStateException e) {
                said.set(e.getMessage());
              }
            });
    waiting.start();
    meeting.cancel();
    waiting.join();
    assertThat(said).hasValue("Another thread failed at the same work.");
  }

  @Test
  void withoutThemItSaysWhatToDo() {
    assumeTrue(!VECTORS, "This process has Java's vectors.");
    assertThat(TileWorkers.available()).isFalse();
    assertThat(TileWorkers.reason())
        .containsAnyOf(
            "without --add-modules jdk.incubator.vector", "without the module jdk.incubator.vector")
        .doesNotContain("Exception", "Error");
  }
}
