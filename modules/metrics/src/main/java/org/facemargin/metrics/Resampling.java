package org.facemargin.metrics;

import java.util.SplittableRandom;

/**
 * What a bootstrap draws with replacement: subjects where they are known, comparisons otherwise.
 */
public interface Resampling {

  /** One draw from {@code generator}. */
  Draw draw(SplittableRandom generator);

  /** What is drawn, in the plural, as reports call it. */
  String units();

  /** How often each comparison is in a replicate. */
  @FunctionalInterface
  interface Draw {
    /** Times comparison {@code index} was drawn. */
    int times(int index);
  }

  /**
   * Draws subjects: a comparison of one subject is in the replicate as often as the subject, one of
   * two subjects as often as the product of both. Comparisons that share a subject then vary
   * together, as they would in another sample of people (R. Bolle, N. Ratha, S. Pankanti, Error
   * analysis of pattern recognition systems: the subsets bootstrap, CVIU 93, 2004).
   *
   * @param first subject of one side of each comparison, from 0; not modified, kept
   * @param second subject of the other side; not modified, kept
   * @param subjects number of subjects
   */
  static Resampling ofSubjects(int[] first, int[] second, int subjects) {
    return new SubjectResampling(first, second, subjects);
  }

  /**
   * Draws comparisons, genuine and impostor ones each among themselves: right only where no
   * comparison shares a face with another.
   *
   * @param same whether each comparison is genuine; not modified
   */
  static Resampling ofComparisons(boolean[] same) {
    return ComparisonResampling.of(same);
  }
}
