package org.facemargin.faces.align;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The schemes of facial landmarks in use, and which of their points, counted from 0, make the five:
 * each of the five is the mean of the points named. Left and right as seen in the picture.
 */
enum PointScheme {
  /** Left eye, right eye, nose, left and right corner of the mouth. */
  FIVE(5, new int[][] {{0}, {1}, {2}, {3}, {4}}),
  /** iBUG's 68, of dlib and its heirs: eyes from their corners. */
  IBUG_68(68, new int[][] {{36, 39}, {42, 45}, {30}, {48}, {54}}),
  /** WFLW's 98: eyes from the pupils. */
  WFLW_98(98, new int[][] {{96}, {97}, {54}, {76}, {82}}),
  /** The 106 of JD's challenge and FaceX-Zoo. */
  JD_106(106, new int[][] {{104}, {105}, {54}, {84}, {90}}),
  /** The 106 of SenseTime and LaPa: the nose's tip is another point. */
  SENSETIME_106(106, new int[][] {{104}, {105}, {46}, {84}, {90}}),
  /** The 106 of insightface's {@code 2d106det}: eyes from four points around each. */
  INSIGHTFACE_106(106, new int[][] {{33, 35, 39, 40}, {87, 89, 93, 94}, {86}, {52}, {61}});

  private final int count;
  private final int[][] sources;

  PointScheme(int count, int[][] sources) {
    this.count = count;
    this.sources = sources;
  }

  /** How many points the scheme has. */
  int count() {
    return count;
  }

  /** How many points a face may have, the largest number first. */
  static List<Integer> counts() {
    return Arrays.stream(values())
        .map(PointScheme::count)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * The scheme of faces with so many points. Where several have that many, the one whose five
   * points fit a face best, all faces taken together: in the wrong one an eye is taken from a brow,
   * or a corner of the mouth from a cheek.
   *
   * @param faces all faces of a file: x0, y0, x1, y1, …
   */
  static PointScheme of(int count, List<double[]> faces) {
    return Arrays.stream(values())
        .filter(scheme -> scheme.count == count)
        .max(Comparator.comparingDouble(scheme -> scheme.likeness(faces)))
        .orElseThrow(() -> new IllegalArgumentException(count + " points"));
  }

  private double likeness(List<double[]> faces) {
    return faces.stream().map(this::five).mapToDouble(FaceShape::likeness).sum();
  }

  /**
   * The five points as x1, y1, x2, y2, …
   *
   * @param points x0, y0, x1, y1, …; not modified
   */
  double[] five(double[] points) {
    return IntStream.range(0, 2 * FivePoints.COUNT)
        .mapToDouble(
            i ->
                Arrays.stream(sources[i / 2])
                    .mapToDouble(p -> points[2 * p + i % 2])
                    .average()
                    .orElseThrow())
        .toArray();
  }
}
