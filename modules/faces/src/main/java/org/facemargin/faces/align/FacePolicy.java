package org.facemargin.faces.align;

import java.util.Comparator;
import java.util.List;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.UnknownNames;

/** Which of several faces in a photograph is meant. */
public enum FacePolicy {
  /** The one with the largest box. */
  LARGEST("largest", "the one with the largest box"),
  /**
   * The one with the largest {@code area - 2 · d²}, d being the distance of its centre from the
   * picture's centre in pixels: large and central. insightface packs its evaluation sets so.
   */
  MOST_CENTRAL("most-central", "the one that is large and near the middle, as insightface's sets"),
  /** The only one; several are a miss. */
  EXACTLY_ONE("exactly-one", "the only one; several are a miss"),
  /** Every one. */
  ALL("all", "every one");

  private final String optionName;
  private final String description;

  FacePolicy(String optionName, String description) {
    this.optionName = optionName;
    this.description = description;
  }

  /** What it takes, in one line. */
  public String description() {
    return description;
  }

  /** The name on the command line. */
  public String optionName() {
    return optionName;
  }

  /**
   * The policy of this name.
   *
   * @throws ConfigurationException if there is none
   */
  public static FacePolicy named(String name) {
    for (FacePolicy policy : values()) {
      if (policy.optionName.equals(name)) {
        return policy;
      }
    }
    List<String> known = List.of(values()).stream().map(FacePolicy::optionName).toList();
    throw new ConfigurationException(UnknownNames.message("face policy", name, known));
  }

  /**
   * The faces that are meant; empty where the policy picks none.
   *
   * @param widthPx width of the photograph
   * @param heightPx height of the photograph
   */
  public List<DetectedFace> choose(List<DetectedFace> faces, int widthPx, int heightPx) {
    return switch (this) {
      case LARGEST -> best(faces, Comparator.comparingDouble(f -> f.width() * f.height()));
      case MOST_CENTRAL ->
          best(faces, Comparator.comparingDouble(f -> central(f, widthPx, heightPx)));
      case EXACTLY_ONE -> faces.size() == 1 ? List.copyOf(faces) : List.of();
      case ALL -> List.copyOf(faces);
    };
  }

  private static List<DetectedFace> best(
      List<DetectedFace> faces, Comparator<DetectedFace> comparator) {
    return faces.stream().max(comparator).map(List::of).orElse(List.of());
  }

  private static double central(DetectedFace face, int widthPx, int heightPx) {
    double dx = face.x() + face.width() / 2 - widthPx / 2.0;
    double dy = face.y() + face.height() / 2 - heightPx / 2.0;
    return face.width() * face.height() - 2 * (dx * dx + dy * dy);
  }
}
