package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;
import org.facemargin.experiments.record.AngleDistribution;
import org.facemargin.experiments.record.AngleDistribution.Angles;
import org.facemargin.faces.noise.NoisyFaces;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/**
 * The angles of clean and of noisy training pictures to the class centres: to the labelled one and
 * to the nearest other. Pictures as the network sees them at inference, without augmentation; of a
 * large set, a sample drawn from the stream "noise-angles".
 *
 * <p>Cost: n C d for n pictures, C classes and d dimensions.
 */
final class NoiseAngles {

  private final LabelledFaces faces;
  private final NoisyFaces noise;
  private final int[] chosen;

  /**
   * @param faces pictures at the network's size, in the order of {@code noise}
   * @param noise which labels are wrong
   */
  NoiseAngles(LabelledFaces faces, NoisyFaces noise, long seed) {
    this.faces = faces;
    this.noise = noise;
    this.chosen = ChosenPictures.of(faces.size(), seed, "noise-angles");
  }

  /**
   * The clean pictures' distribution, then the noisy ones'; a group without pictures is left out.
   */
  List<AngleDistribution> measure(FaceEmbedder embedder, MarginHead head, Collective ranks) {
    UnitEmbeddings pictures = UnitEmbeddings.of(faces, chosen, embedder);
    CentreAngles angles = CentreAngles.ofClasses(pictures, head, ranks);
    List<AngleDistribution> groups = new ArrayList<>();
    for (String group : List.of(AngleDistribution.CLEAN, AngleDistribution.NOISY)) {
      boolean clean = group.equals(AngleDistribution.CLEAN);
      int[] rows =
          IntStream.range(0, chosen.length)
              .filter(i -> noise.isClean(chosen[i]) == clean)
              .toArray();
      if (rows.length > 0) {
        groups.add(
            new AngleDistribution(
                group, rows.length, of(angles.ownDeg(), rows), of(angles.nearestDeg(), rows)));
      }
    }
    return groups;
  }

  private static Angles of(double[] values, int[] rows) {
    return Angles.of(Arrays.stream(rows).mapToDouble(row -> values[row]).toArray());
  }
}
