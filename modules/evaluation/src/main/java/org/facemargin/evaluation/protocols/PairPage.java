package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.evaluation.benchmark.ScoreCurves;
import org.facemargin.evaluation.benchmark.ScoreSummary;
import org.facemargin.evaluation.benchmark.ThresholdTable;
import org.facemargin.evaluation.pairs.PairDistances;
import org.facemargin.evaluation.pairs.PairList;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.facemargin.report.Page;
import org.facemargin.report.Picture;

/** What a page shows of a ten-fold evaluation. */
final class PairPage {

  private static final int HARDEST = 10;

  private final PairedFaces faces;
  private final PairList pairs;
  private final PairDistances distances;
  private final TenFoldPairs.Numbers numbers;

  PairPage(
      PairedFaces faces, PairList pairs, PairDistances distances, TenFoldPairs.Numbers numbers) {
    this.faces = faces;
    this.pairs = pairs;
    this.distances = distances;
    this.numbers = numbers;
  }

  List<Page.Section> sections() {
    List<Page.Section> sections = new ArrayList<>(sectionsWithoutPictures());
    sections.add(
        new Page.Section(
            "Hardest pairs",
            "",
            List.of(
                new Block.Pairs("Same person, least alike to the network", hardest(true)),
                new Block.Pairs("Different people, most alike to the network", hardest(false)))));
    return sections;
  }

  /** For stored embeddings, whose pictures are not at hand. */
  List<Page.Section> sectionsWithoutPictures() {
    ScoreSummary scores = ScoreSummary.of("", numbers.scores());
    Chart.Mark mark = new Chart.Mark(1 - threshold() / 2, "accuracy threshold, fold mean");
    return List.of(
        new Page.Section("", "", List.of(headlines())),
        new Page.Section(
            "Curves",
            "",
            List.of(new Block.Charts(ScoreCurves.of(List.of(scores), Optional.of(mark))))),
        new Page.Section(
            "Operating points", "", List.of(new Block.Table(ThresholdTable.of(scores)))),
        new Page.Section("Folds", "", List.of(new Block.Table(PairTables.folds(numbers)))));
  }

  private double threshold() {
    return numbers.folds().folds().stream()
        .mapToDouble(fold -> fold.threshold())
        .average()
        .orElseThrow();
  }

  private Block headlines() {
    var accuracy = numbers.folds().accuracy();
    return new Block.Headlines(
        List.of(
            new Block.Headline(
                "accuracy",
                String.format(Locale.ROOT, "%.2f %%", 100 * accuracy.mean()),
                String.format(
                    Locale.ROOT,
                    "± %.2f over folds (standard error %.2f)",
                    100 * accuracy.populationStd(),
                    100 * accuracy.standardError()),
                true),
            new Block.Headline(
                "val@FAR=" + numbers.folds().targetFar(),
                String.format(Locale.ROOT, "%.2f %%", 100 * numbers.folds().val().mean()),
                "same pairs accepted at that false accept rate, mean over folds",
                false),
            new Block.Headline(
                "AUC",
                String.format(Locale.ROOT, "%.4f", numbers.area()),
                "area under the ROC curve",
                false),
            new Block.Headline(
                "pairs",
                String.format(Locale.ROOT, "%,d", numbers.pairs()),
                String.format(
                    Locale.ROOT,
                    "%,d of one person, %,d of two",
                    numbers.scores().genuineCount(),
                    numbers.scores().impostorCount()),
                false)));
  }

  private List<Block.Pair> hardest(boolean same) {
    double threshold = threshold();
    Comparator<Integer> byDistance = Comparator.comparingDouble(i -> distances.values()[i]);
    List<Integer> order =
        IntStream.range(0, pairs.size())
            .filter(i -> pairs.same()[i] == same)
            .boxed()
            .sorted(same ? byDistance.reversed() : byDistance)
            .limit(HARDEST)
            .toList();
    List<Block.Pair> blocks = new ArrayList<>();
    for (int i : order) {
      boolean rightly = (distances.values()[i] < threshold) == same;
      blocks.add(
          new Block.Pair(
              picture(pairs.first()[i]),
              picture(pairs.second()[i]),
              String.format(
                  Locale.ROOT,
                  "cosine %.3f, %s",
                  1 - distances.values()[i] / 2,
                  rightly ? "judged rightly" : "judged wrongly"),
              rightly));
    }
    return blocks;
  }

  private Picture picture(int index) {
    return Picture.of(faces.images().read(index), faces.images().nameOf(index));
  }
}
