package org.facemargin.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes over 127.0.0.1. */
class GlooTransportTest {

  @TempDir Path folder;

  private List<JavaProcess> start(int size, int started, String... arguments) {
    int port = JavaProcess.freePort();
    List<JavaProcess> processes = new ArrayList<>();
    for (int rank = 0; rank < started; rank++) {
      processes.add(
          JavaProcess.start(
              folder.resolve("rank-" + rank + ".txt"),
              JavaProcess.rank(rank, size, port),
              RankMain.class.getName(),
              List.of(arguments)));
    }
    return processes;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void everyCallHasTheRightValues(int size) throws InterruptedException {
    for (JavaProcess process : start(size, size, "values", "60")) {
      assertThat(process.await()).as(process.output()).isZero();
      assertThat(process.output()).contains("values right");
    }
  }

  /** Alive, but not in the call: the others name it. */
  @Test
  void aRankThatHangsIsNamed() throws InterruptedException {
    List<JavaProcess> processes = start(3, 3, "hang", "30");
    for (JavaProcess process : processes.subList(0, 2)) {
      assertThat(process.await()).as(process.output()).isEqualTo(1);
      assertThat(process.output()).contains("Rank 2 hangs");
    }
    processes.get(2).process().destroyForcibly();
  }

  @Test
  void aRankThatNeverComesIsNamed() throws InterruptedException {
    for (JavaProcess process : start(3, 2, "values", "10")) {
      assertThat(process.await()).as(process.output()).isEqualTo(1);
      assertThat(process.output()).contains("Rank 2 never came");
    }
  }
}
