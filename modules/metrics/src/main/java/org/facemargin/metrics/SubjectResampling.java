package org.facemargin.metrics;

import java.util.SplittableRandom;

/** See {@link Resampling#ofSubjects}. */
record SubjectResampling(int[] first, int[] second, int subjects) implements Resampling {

  SubjectResampling {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          first.length + " first sides, " + second.length + " other");
    }
  }

  @Override
  public Draw draw(SplittableRandom generator) {
    int[] times = new int[subjects];
    for (int i = 0; i < subjects; i++) {
      times[generator.nextInt(subjects)]++;
    }
    return k -> first[k] == second[k] ? times[first[k]] : times[first[k]] * times[second[k]];
  }

  @Override
  public String units() {
    return subjects + " subjects";
  }
}
