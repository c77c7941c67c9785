package org.facemargin.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three comparisons in every format: anna with anna 0.9, anna with bert 0.2, bert with bert -0.1;
 * and what is said of files that do not fit.
 */
class ScoreFormatTest {

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private ScoreList read(String text) throws IOException {
    return new ScoreFiles(
            file("scores", text), Optional.empty(), Optional.empty(), false, Optional.empty())
        .read();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 0.9\n0 0.2\n1 -0.1\n",
        "0.9 target\n0.2 nontarget\n-1e-1 TARGET\n",
        "score label\n0.9 1\n0.2 0\n-0.1 1\n",
        "label\tscore\ngenuine\t0.9\n\nimpostor\t0.2\nsame\t-0.1\n",
        "score,label\n0.9,1\n0.2,0\n-0.1,1\n",
        "image_1;image_2;same;score\na1;a2;true;0.9\na1;b1;false;0.2\nb1;b2;true;-0.1\n",
        "identity_1\tidentity_2\tscore\nanna\tanna\t0.9\nanna\tbert\t0.2\nbert\tbert\t-0.1\n",
        "anna anna a2 0.9\nanna bert b1 0.2\nbert bert b2 -0.1\n",
        "anna m1 anna a2 0.9\nanna m1 bert b1 0.2\nbert m2 bert b2 -0.1\n",
        "a1 a2 0.9 target\na1 b1 0.2 nontarget\nb1 b2 -0.1 target\n",
        "\uFEFFscore,label\n0.9,1\n0.2,0\n-0.1,1\n",
        "\uFEFF1 0.9\r\n0 0.2\r\n1 -0.1",
        "1,0.9\n0, 0.2\n1 , -0.1\n",
        "0.9;same\n0.2;different\n-0.1;same\n",
        "a1,a2,0.9,target\na1,b1,0.2,nontarget\nb1,b2,-0.1,target\n",
        "label,distance\n1,-0.9\n0,-0.2\n1,0.1\n",
        "image_1,score,label\n\"a,1\",0.9,1\n\"say \"\"b\"\"\",0.2,0\nc,-0.1,1\n",
      })
  void aFormatIsRecognised(String text) throws IOException {
    ScoreList list = read(text);
    assertThat(list.scores()).containsExactly(0.9, 0.2, -0.1);
    assertThat(list.same()).containsExactly(true, false, true);
  }

  /**
   * Files of several buffers, moved byte by byte until a buffer has ended at every place of a line:
   * every line is read once and counted once. Over 100,000 lines 0.25 adds up to 25,000.
   */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void aLineMayEndWhereABufferEnds(String lineEnd) throws IOException {
    String lines = ("0 0.25" + lineEnd).repeat(100_000);
    for (int moved = 0; moved < 8; moved++) {
      String text = "1 0.5" + " ".repeat(moved) + lineEnd + lines;
      ScoreList list = read(text);
      assertThat(list.scores()).hasSize(100_001);
      assertThat(Arrays.stream(list.scores()).sum()).isEqualTo(25_000.5);
      assertThatThrownBy(() -> read(text + "0 much")).hasMessageContaining("scores:100002:");
    }
  }

  @Test
  void distancesAreNegated() throws IOException {
    ScoreList list =
        new ScoreFiles(
                file("scores", "1 0.1\n0 0.8\n"),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty())
            .read();
    assertThat(list.scores()).containsExactly(-0.1, -0.8);
    assertThat(list.distances()).isTrue();
  }

  /** The fields of a table that quote and comma would tear apart. */
  @Test
  void quotedNamesKeepTheirCommasAndQuotes() throws IOException {
    ScoreList list =
        read("image_1,image_2,score,label\n\"a,1\",\"say \"\"b\"\"\",0.9,1\nÅse, b ,0.2,0\n");
    assertThat(list.names().orElseThrow().words()).containsExactly("a,1", "say \"b\"", "Åse", "b");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    Path bad =
        Files.write(
            folder.resolve("latin"), new byte[] {'1', ' ', '0', '\n', '0', ' ', (byte) 0xe9});
    ScoreFiles files =
        new ScoreFiles(bad, Optional.empty(), Optional.empty(), false, Optional.empty());
    assertThatThrownBy(files::read)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("latin:2: not UTF-8");
  }

  /** Longer than the buffer, so that lines are carried over its end. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesOverTheEndOfTheBufferAreWhole(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append("name").append(i % 777).append(" b ").append(i).append(" 0.5 target").append(end);
    }
    text.append("a b 60000 0.5 nontarget").append(end);
    String lines = text.toString().replaceAll("b (\\d+) 0.5", "b $1");
    ScoreList list = read(lines);
    for (int i = 0; i <= 60_000; i++) {
      assertThat(list.scores()[i]).isEqualTo(i);
    }
    assertThat(list.names().orElseThrow().words()).hasSize(779);
    assertThatThrownBy(() -> read(lines + "a b"))
        .hasMessageContaining("scores:60002: found 2 fields");
  }

  @Test
  void genuineAndImpostorFilesHoldTheScoreLast() throws IOException {
    ScoreList list =
        new ScoreFiles(
                file("genuine", "a1 a2 0.9\n-0.1\n"),
                Optional.of(file("impostor", "a1 b1 0.2\n")),
                Optional.empty(),
                false,
                Optional.empty())
            .read();
    assertThat(list.scores()).containsExactly(0.9, -0.1, 0.2);
    assertThat(list.same()).containsExactly(true, true, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 a1 a2\n0 a1 b1\n1 b1 b2\n",
        "a1 a2 target\na1 b1 nontarget\nb1 b2 target\n",
        "modelid\tsegmentid\tside\ttargettype\na1\ta2\ta\ttarget\na1\tb1\ta\tnontarget\n"
            + "b1\tb2\ta\ttarget\n"
      })
  void scoresAreFoundByTrial(String trials) throws IOException {
    for (String scores : new String[] {"b1 b2 -0.1\na1 a2 0.9\na1 b1 0.2\n", "0.9\n0.2\n-0.1\n"}) {
      ScoreList list = trials(trials, scores);
      assertThat(list.scores()).containsExactly(0.9, 0.2, -0.1);
      assertThat(list.same()).containsExactly(true, false, true);
      ScoreList.Sides names = list.names().orElseThrow();
      assertThat(names.words().get(names.second()[2])).isEqualTo("b2");
    }
  }

  private ScoreList trials(String trials, String scores) throws IOException {
    return new ScoreFiles(
            file("scores", scores),
            Optional.empty(),
            Optional.of(file("trials", trials)),
            false,
            Optional.empty())
        .read();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 0.9;0 NaN|scores:2: the score is NaN, expected a finite number",
        "1 0.9;0 Infinity|scores:2: the score is Infinity",
        "1 0.9;0 high|scores:2: 'high' is not a number",
        "1 0.9;maybe 0.2|scores:2: unknown label 'maybe'",
        "1 0.9;0 0.2 0.3|scores:2: found 3 fields, expected 2: label score",
        "1 0.9;1 0.2|found 2 genuine and 0 impostor comparisons",
        "0 0.9;0 0.2|found 0 genuine and 2 impostor comparisons",
        "a b c d 0.9;a b c 0.2|scores:2: found 4 fields, expected 5: claimed_id model_label",
        "a a b 0.9;a b c|scores:2: found 3 fields, expected 4: claimed_id real_id",
        "score,label;0.9,1;0.2|scores:3: found 1 fields, expected 2 as in the header",
        "score,label;0.9,1;x,0|scores:3: 'x' is not a number",
        "score,cosine,label;0.9,0.1,1;0.1,0.9,0|scores:1: the columns score and cosine are of one"
            + " kind",
        "score,label,label;0.9,1,0;0.1,0,1|scores:1: the columns label and label are of one kind",
        "1 0.9;0 0.5f|scores:2: '0.5f' is not a number",
        "1 0.9;0 0x1p-1|scores:2: '0x1p-1' is not a number",
        "1 0.9;0 0.5;-1 0.4|scores:3: the label is -1, but line 2 has 0. Which of the two",
        "1 0.9;-1 0.5;1 0.4;0 0.3|scores:4: the label is 0, but line 2 has -1",
        "1 0.9;2 0.5|scores:2: unknown label '2'",
        "1 0.9;1.0 0.5|scores:2: unknown label '1.0'",
        "a b 0.9 target;c d 0.1 nontarget;b a 0.9 nontarget|scores:3: labelled impostor, but ",
        "a b 0.9 target;c c 0.1 nontarget|scores:2: both sides are one and the same",
        "anna x a2 0.1;anna anna a2 0.9|scores:2: labelled genuine, but ",
        "image_1,image_2,label,score;a,b,1,0.9;a,b,0,0.9|scores:3: labelled impostor, but ",
        "identity_1,identity_2,label,score;a,a,1,0.9;a,b,1,0.1|scores:3: the label is '1', but the"
            + " identities are 'a' and 'b'",
        "identity_1,identity_2,label,score;a,a,0,0.9;a,b,0,0.1|scores:2: the label is '0', but the"
            + " identities are 'a' and 'a'",
        "score,kind;0.9,1|scores:1: found the columns score, kind, expected score and label",
        "score,label;0.9,\"1|scores:2: a quote is opened and not closed",
        "score,label;0.9,\"1\"x|scores:2: there is text between a closing quote",
        "a b 0.9|Three columns ending in a number are scores without labels: give the trial list",
        "1|no known score format has 1 column"
      })
  void anErrorSaysWhere(String text, String message) throws IOException {
    String lines = text.replace(';', '\n') + "\n";
    assertThatThrownBy(() -> read(lines))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b 0.9|trials:2: the score file has no score for a c",
        "a b 0.9;a b 0.8;a c 0.1|scores:2: a second score for a b",
        "a b|scores:1: found 2 fields, expected 3",
        "0.9|the scores end here, but the next trial is at",
        "0.9;0.8;0.7|a score beyond the last trial"
      })
  void anUnscoredTrialIsAnError(String scores, String message) {
    assertThatThrownBy(() -> trials("1 a b\n0 a c\n", scores.replace(';', '\n') + "\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTrialListWithoutLabelsIsRefused() {
    assertThatThrownBy(() -> trials("a b c\n", "0.9\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("trials:1: not a trial");
  }

  /** The same trial listed twice counts twice, and it is said. */
  @Test
  void aTrialMayBeListedTwice() throws IOException {
    ScoreList list = trials("1 a b\n1 a b\n0 a c\n", "a b 0.9\na c 0.1\n");
    assertThat(list.size()).isEqualTo(3);
    assertThat(list.remarks()).containsExactly("1 of 3 pairs were listed before and count again");
    assertThatThrownBy(() -> trials("1 a b\n0 b a\n", "0.9\n0.1\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("trials:2: labelled impostor, but ")
        .hasMessageContaining("trials:1 labels the same pair genuine");
  }

  /** One person's name on both sides is one thing; a model and a probe of one name are two. */
  @Test
  void whatIsComparedWithItselfIsSaid() throws IOException {
    assertThat(read("a a 0.9 target\na b 0.2 nontarget\n").remarks())
        .singleElement()
        .asString()
        .startsWith("WARNING: 1 of 2 pairs have one and the same on both sides")
        .endsWith("scores:1)");
    assertThat(read("1 1 1 0.9\n1 2 2 0.2\n").remarks()).isEmpty();
    assertThat(read("1 m 1 m 0.9\n1 m 2 p 0.2\n").remarks()).isEmpty();
    String nist = "modelid\tsegmentid\ttargettype\nx\tx\tnontarget\nx\ty\ttarget\n";
    assertThat(trials(nist, "0.1\n0.9\n").remarks()).isEmpty();
  }

  /** -1 is impostor where no 0 is, whatever the format, and it is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 0.9\n-1 0.2\n1 -0.1\n",
        "0.9 1\n0.2 -1\n-0.1 1\n",
        "score,label\n0.9,1\n0.2,-1\n-0.1,1\n",
      })
  void minusOneIsImpostor(String text) throws IOException {
    ScoreList list = read(text);
    assertThat(list.scores()).containsExactly(0.9, 0.2, -0.1);
    assertThat(list.same()).containsExactly(true, false, true);
    assertThat(list.remarks()).containsExactly("Labels are 1 and -1: -1 was read as impostor");
  }

  @Test
  void minusOneInTrialsIsImpostor() throws IOException {
    assertThat(trials("1 a b\n-1 a c\n", "0.9\n0.1\n").remarks())
        .containsExactly("Labels are 1 and -1: -1 was read as impostor");
    assertThatThrownBy(() -> trials("1 a b\n-1 a c\n0 a d\n", "0.9\n0.1\n0.2\n"))
        .hasMessageContaining("trials:3: the label is 0, but line 2 has -1");
    assertThat(trials("1 a b\n0 a c\n", "0.9\n0.1\n").remarks()).isEmpty();
  }

  @Test
  void aFileTheFormatWouldNotLookAtIsRefused() throws IOException {
    ScoreFiles files =
        new ScoreFiles(
            file("scores", "1 0.9\n0 0.1\n"),
            Optional.empty(),
            Optional.of(folder.resolve("trials")),
            false,
            Optional.of("label-score"));
    assertThatThrownBy(files::read).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("none");
    ScoreFiles files =
        new ScoreFiles(missing, Optional.empty(), Optional.empty(), false, Optional.empty());
    assertThatThrownBy(files::read)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(missing.toString());
  }

  /** a1-a2 and b1-b2 are genuine, so that two subjects remain of four recordings. */
  @Test
  void genuineComparisonsJoinSubjects() throws IOException {
    ScoreList named = read("a1 a2 0.9 target\na1 b1 0.2 nontarget\nb1 b2 -0.1 target\n");
    assertThat(SubjectUnits.of(named).units()).isEqualTo("2 subjects");
    ScoreList identified = read("anna anna a2 0.9\nanna bert b1 0.2\nbert bert b2 -0.1\n");
    assertThat(SubjectUnits.of(identified).units()).isEqualTo("2 subjects");
    assertThat(SubjectUnits.of(read("1 0.9\n0 0.2\n")).units()).startsWith("comparisons");
  }

  @Test
  void manyComparisonsAreKept() throws IOException {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 5000).forEach(i -> text.append(i % 2).append(' ').append(i).append('\n'));
    ScoreList list = read(text.toString());
    assertThat(list.size()).isEqualTo(5000);
    assertThat(list.scores()[4999]).isEqualTo(4999);
  }

  /**
   * (FAR, TAR) = (0, 1/2), (1/2, 1): best accuracy 3/4 at both; EER 1/4 (between the two points
   * FNMR falls from 1/2 to 0 as FMR rises from 0 to 1/2); area 7/8.
   */
  @ParameterizedTest
  @ValueSource(strings = {"0.5 0\n1.0 0.5\n", "# far tar\n0 0.5\n0.5 1.0\n", "0.5,0\n1,0.5\n"})
  void aPublishedCurveMayHaveEitherOrder(String text) throws IOException {
    CurveFile file = CurveFile.read(file("roc", text));
    assertThat(file.curve().bestAccuracy(0.5)).isEqualTo(0.75);
    assertThat(file.curve().equalErrorRate()).isEqualTo(0.25);
    assertThat(file.curve().area()).isEqualTo(0.875);
    assertThat(file.curve().tarWithin(0.1)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5 0;60 0.5|roc:2: the rate 60.0 is not in [0, 1]",
        "0.5 0;1 1 1|roc:2: found 3 fields, expected 2",
        "0.5 0|found 1 points, expected at least 2",
        "0.1 0.1;0.5 0.5|the curve is the diagonal"
      })
  void aCurveThatIsNoneIsRefused(String text, String message) throws IOException {
    Path roc = file("roc", text.replace(';', '\n') + "\n");
    assertThatThrownBy(() -> CurveFile.read(roc))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
