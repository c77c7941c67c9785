package org.facemargin.evaluation.protocols;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
        new Block.Pairs("Same person, typical", pairs(typical(hardestFirst(true)))),
        new Block.Pairs("Same person, least alike to the network", pairs(hardest(true))),
        new Block.Pairs("Different people, typical", pairs(typical(hardestFirst(false)))),
        new Block.Pairs("Different people, most alike to the network", pairs(hardest(false))));
  }

  /**
   * Those nearest the middle, hardest first; none of the hardest ones again, and nobody twice: a
   * folder of pictures is taken for a person.
   */
  List<Integer> typical(List<Integer> sorted) {
    int middle = sorted.size() / 2;
    List<Integer> byDistance =
        IntStream.range(Math.min(HARDEST, sorted.size()), sorted.size())
            .boxed()
            .sorted(Comparator.comparingInt(place -> Math.abs(place - middle)))
            .toList();
    Set<String> seen = new HashSet<>();
    List<Integer> places = new ArrayList<>();
    for (int place : byDistance) {
      int pair = sorted.get(place);
      Set<String> people = new HashSet<>();
      people.add(personOf(numbers.list().first()[pair]));
      people.add(personOf(numbers.list().second()[pair]));
      if (places.size() < TYPICAL && people.stream().noneMatch(seen::contains)) {
        seen.addAll(people);
        places.add(place);
      }
    }
    return places.stream().sorted().map(sorted::get).toList();
  }

  private String personOf(int picture) {
    String name = images.nameOf(picture);
    int folder = name.lastIndexOf('/');
    return folder < 0 ? name : name.substring(0, folder);
  }

  private List<Integer> hardest(boolean same) {
    List<Integer> sorted = hardestFirst(same);
    return sorted.subList(0, Math.min(HARDEST, sorted.size()));
  }

  List<Integer> hardestFirst(boolean same) {
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
    return Picture.of(images.read(index), shortName(images.nameOf(index)));
  }

  /** A picture's name without its ending, and without a folder that it begins with itself. */
  static String shortName(String name) {
    String bare = name.replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
    int slash = bare.lastIndexOf('/');
    if (slash < 0) {
      return bare;
    }
    String folder = bare.substring(bare.lastIndexOf('/', slash - 1) + 1, slash);
    String file = bare.substring(slash + 1);
    return file.startsWith(folder) ? file : bare;
  }
}
