package org.facemargin.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsvCellTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "=1+1/1.jpg|'=1+1/1.jpg",
        "@eaDir/a.jpg|'@eaDir/a.jpg",
        "-.png|'-.png",
        "+49.png|'+49.png",
        "'a.png|''a.png",
        "a\\b|a\\\\b",
        "a/1.jpg|a/1.jpg",
        "Jörg=-@.png|Jörg=-@.png"
      })
  void whatASpreadsheetWouldRunBecomesText(String text, String cell) {
    assertThat(TsvCell.of(text)).isEqualTo(cell);
    assertThat(TsvCell.text(cell)).isEqualTo(text);
  }

  @Test
  void aCellIsOneCellOnOneLineAndSteersNothing() {
    assertThat(TsvCell.of("a\tb\nc\rd\u001b[2Je\u202Ef"))
        .isEqualTo("a\\tb\\nc\\rd\\u001B[2Je\\u202Ef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\b.jpg", "c:\\x\\uABC", "\\"})
  void backslashesThatBeginNothingStay(String cell) {
    assertThat(TsvCell.text(cell)).isEqualTo(cell);
  }

  /** Whatever a name is made of comes back. */
  @Test
  void everyTextComesBack() {
    SplittableRandom random = new SplittableRandom(1);
    String letters = "\\tnru01'=+-@ \t\n\r\u001b\u202Eä";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(9); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(TsvCell.text(TsvCell.of(text.toString()))).isEqualTo(text.toString());
      assertThat(TsvCell.of(text.toString())).doesNotContainPattern("[\t\n\r\u001b\u202E]");
      assertThat(TsvCell.of(text.toString())).doesNotMatch("(?s)\\s*[=+\\-@].*");
    }
  }
}
