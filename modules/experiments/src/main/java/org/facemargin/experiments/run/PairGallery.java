package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.report.Block;
import org.facemargin.report.Picture;

/** Pairs worth looking at: typical ones, and those the network gets most wrong. */
final class PairGallery {

  private static final int EACH = 5;

  private final Verification.Finding finding;

  PairGallery(Verification.Finding finding) {
    this.finding = finding;
  }

  List<Block> blocks() {
    return List.of(
        new Block.Pairs("Same person, typical", typical(true)),
        new Block.Pairs("Same person, least alike to the network", extreme(true)),
        new Block.Pairs("Different people, typical", typical(false)),
        new Block.Pairs("Different people, most alike to the network", extreme(false)));
  }

  private List<Block.Pair> typical(boolean same) {
    List<Integer> sorted = sorted(same);
    int middle = Math.max(0, sorted.size() / 2 - EACH / 2);
    return pairs(sorted.subList(middle, Math.min(sorted.size(), middle + EACH)));
  }

  private List<Block.Pair> extreme(boolean same) {
    List<Integer> sorted = sorted(same);
    int count = Math.min(EACH, sorted.size());
    return pairs(
        same ? sorted.subList(0, count) : sorted.subList(sorted.size() - count, sorted.size()));
  }

  private List<Integer> sorted(boolean same) {
    double[] cosines = finding.scores().cosines();
    return IntStream.range(0, cosines.length)
        .filter(i -> finding.scores().pairs().get(i).same() == same)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> cosines[i]))
        .toList();
  }

  private List<Block.Pair> pairs(List<Integer> positions) {
    double threshold = threshold();
    List<Block.Pair> pairs = new ArrayList<>();
    for (int position : positions) {
      FacePair pair = finding.scores().pairs().get(position);
      double cosine = finding.scores().cosines()[position];
      boolean rightly = cosine > threshold == pair.same();
      pairs.add(
          new Block.Pair(
              picture(pair.first()),
              picture(pair.second()),
              String.format(
                  Locale.ROOT, "similarity %.2f, %s", cosine, rightly ? "right" : "wrong"),
              rightly));
    }
    return pairs;
  }

  private Picture picture(int index) {
    return Picture.of(finding.faces().images().read(index), finding.faces().images().nameOf(index));
  }

  /** The similarity at which most pairs of this set are told right. */
  private double threshold() {
    double[] cosines = finding.scores().cosines();
    List<Integer> all =
        IntStream.range(0, cosines.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -cosines[i]))
            .toList();
    int right = (int) finding.scores().pairs().stream().filter(pair -> !pair.same()).count();
    int most = right;
    double best = Double.POSITIVE_INFINITY;
    for (int position : all) {
      right += finding.scores().pairs().get(position).same() ? 1 : -1;
      if (right > most) {
        most = right;
        best = Math.nextDown(cosines[position]);
      }
    }
    return best;
  }
}
