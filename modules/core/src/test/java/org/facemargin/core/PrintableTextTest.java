package org.facemargin.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

  @Test
  void whatSteersATerminalIsReplaced() {
    assertThat(PrintableText.of("a\u001b[2Jb\u0007\u009b1m\r\u202Ecod\u007f"))
        .isEqualTo("a\uFFFD[2Jb\uFFFD\uFFFD1m\uFFFD\uFFFDcod\uFFFD");
  }

  @Test
  void writingStaysAsItIs() {
    String text = "Åsa, 李, שלום, θ = −0.5\n\t👩‍🚀";
    assertThat(PrintableText.of(text)).isSameAs(text);
  }
}
