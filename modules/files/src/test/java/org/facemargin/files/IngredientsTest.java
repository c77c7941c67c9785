package org.facemargin.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IngredientsTest {

  @Test
  void theOrderTheyAreNamedInIsNoPartOfTheKey() {
    assertThat(Ingredients.NONE.with("a", 1).with("b", 2).key())
        .isEqualTo(Ingredients.NONE.with("b", 2).with("a", 1).key());
  }

  /** Joined without their lengths, these would be one text. */
  @Test
  void differentPartsNeverShareAKey() {
    assertThat(Ingredients.NONE.with("a", "b1:c").key())
        .isNotEqualTo(Ingredients.NONE.with("a1:b", "c").key())
        .isNotEqualTo(Ingredients.NONE.with("a", "b").with("c", "").key());
  }

  @Test
  void whatDiffersIsSaidWithBothValues() {
    Ingredients then = Ingredients.NONE.with("threads", 2).with("isa", "avx2").with("old", "x");
    Ingredients now = Ingredients.NONE.with("threads", 4).with("isa", "avx2").with("new", "y");
    assertThat(then.differences(now))
        .containsExactly(
            "new: nothing then, y now", "old: x then, nothing now", "threads: 2 then, 4 now");
    assertThat(then.differences(then)).isEmpty();
  }

  @Test
  void aNameIsGivenOnce() {
    Ingredients one = Ingredients.NONE.with("batch", 16);
    assertThatThrownBy(() -> one.with("batch", 32)).hasMessageContaining("'batch'");
  }
}
