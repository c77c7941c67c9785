package org.facemargin.evaluation.scores;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A list of trials: {@code label a b}, {@code a b label}, or NIST's table with a header. */
final class TrialList implements Closeable {

  private static final String EXPECTED =
      "'label enrolment test', 'enrolment test label', or a header with modelid, segmentid and"
          + " targettype";

  private final FieldLines lines;
  private int enrolment;
  private int test;
  private int label;
  private int least;
  private boolean pending;
  private boolean modelsAndSegments;

  private TrialList(FieldLines lines) {
    this.lines = lines;
  }

  static TrialList open(Path file) {
    TrialList list = new TrialList(FieldLines.open(file));
    list.readOrder();
    return list;
  }

  private void readOrder() {
    if (!lines.next()) {
      throw lines.error("holds no trial");
    }
    List<String> words =
        lines.fields().stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    modelsAndSegments = words.contains("targettype");
    if (modelsAndSegments) {
      order(words.indexOf("modelid"), words.indexOf("segmentid"), words.indexOf("targettype"));
      return;
    }
    pending = true;
    int count = words.size();
    if (count == 3 && Fields.isLabel(words.get(0))) {
      order(1, 2, 0);
    } else if (count >= 3 && Fields.isLabel(words.get(count - 1))) {
      order(0, 1, count - 1);
    } else {
      throw lines.error("not a trial, expected " + EXPECTED);
    }
  }

  private void order(int enrolmentColumn, int testColumn, int labelColumn) {
    if (enrolmentColumn < 0 || testColumn < 0) {
      throw lines.error("the header lacks modelid or segmentid, expected " + EXPECTED);
    }
    enrolment = enrolmentColumn;
    test = testColumn;
    label = labelColumn;
    least = 1 + Math.max(label, Math.max(enrolment, test));
  }

  /** Goes to the next trial; false at the end. */
  boolean next() {
    if (!pending && !lines.next()) {
      return false;
    }
    pending = false;
    if (lines.count() < least) {
      throw lines.error("found %s fields, expected %s: %s", lines.count(), least, EXPECTED);
    }
    return true;
  }

  String enrolment() {
    return lines.field(enrolment);
  }

  String test() {
    return lines.field(test);
  }

  boolean same() {
    return lines.same(label);
  }

  /** Names the comparison {@code collector} took last. */
  void name(ScoreCollector collector) {
    if (modelsAndSegments) {
      collector.labelled(lines, enrolment, test);
    } else {
      collector.named(lines, enrolment, test);
    }
  }

  /** Adds what is odd about the labels, once all trials have been read. */
  void finish(ScoreCollector collector) {
    collector.labelsOf(lines);
  }

  String where() {
    return lines.where();
  }

  @Override
  public void close() {
    lines.close();
  }
}
