package org.facemargin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BesideTest {

  @Test
  void resultsAndErrorsAreThoseOfTheWork() {
    assertThat(Beside.start(() -> 6 * 7).get()).isEqualTo(42);
    DataException problem = new DataException("list.txt:3: no score");
    Beside<Object> failed =
        Beside.start(
            () -> {
              throw problem;
            });
    assertThatThrownBy(failed::get).isSameAs(problem);
    assertThatThrownBy(failed::get).isSameAs(problem);
    OutOfMemoryError memory = new OutOfMemoryError();
    assertThatThrownBy(
            Beside.start(
                    () -> {
                      throw memory;
                    })
                ::get)
        .isSameAs(memory);
  }
}
