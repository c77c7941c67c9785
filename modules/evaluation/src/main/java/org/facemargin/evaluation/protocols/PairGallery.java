package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.facemargin.core.FaceImageSource;
import org.facemargin.report.Block;
import org.facemargin.report.Picture;

/**
 * Pairs worth looking at: typical ones, and those the network gets most wrong.
 *
 * @param images the pictures
 * @param numbers what was said of their pairs
 */
record PairGallery(FaceImageSource images, TenFoldPairs.Numbers numbers) {

  private static final int TYPICAL = 5;
  private static final int HARDEST = 10;

  List<Block> blocks() {
    return List.of(
        new Block.Pairs("Same person, typical", typical(true)),
        new Block.Pairs("Same person, least alike to the network", hardest(true)),
        new Block.Pairs("Different people, typical", typical(false)),
        new Block.Pairs("Different people, most alike to the network", hardest(false)));
  }

  private List<Block.Pair> typical(boolean same) {
    List<Integer> sorted = hardestFirst(same);
    int middle = Math.max(0, sorted.size() / 2 - TYPICAL / 2);
    return pairs(sorted.subList(middle, Math.min(sorted.size(), middle + TYPICAL)));
  }

  private List<Block.Pair> hardest(boolean same) {
    List<Integer> sorted = hardestFirst(same);
    return pairs(sorted.subList(0, Math.min(HARDEST, sorted.size())));
  }

  private List<Integer> hardestFirst(boolean same) {
    Comparator<Integer> byCosine = Comparator.comparingDouble(i -> numbers.cosines()[i]);
    return IntStream.range(0, numbers.pairs())
        .filter(i -> numbers.list().same()[i] == same)
        .boxed()
        .sorted(same ? byCosine : byCosine.reversed())
        .toList();
  }

  private List<Block.Pair> pairs(List<Integer> positions) {
    List<Block.Pair> pairs = new ArrayList<>();
    for (int i : positions) {
      boolean rightly = numbers.rightly()[i];
      pairs.add(
          new Block.Pair(
              picture(numbers.list().first()[i]),
              picture(numbers.list().second()[i]),
              String.format(
                  Locale.ROOT,
                  "cosine %.3f, %s",
                  numbers.cosines()[i],
                  rightly ? "decided correctly" : "decided wrongly"),
              rightly));
    }
    return pairs;
  }

  private Picture picture(int index) {
    return Picture.of(images.read(index), images.nameOf(index));
  }
}
