package org.facemargin.experiments.run;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.files.TsvCell;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.training.checkpoints.CheckpointFile;

/**
 * Class centres a run begins with: those of a checkpoint, matched by the names of identities, and
 * the mean direction of a class's embeddings where there is none. A centre that is made has the
 * norm random ones have.
 */
final class StartingCentres {

  /** The file beside a checkpoint that names its classes, for people. */
  static final String IDENTITIES = "identities.txt";

  private static final int PICTURES_A_CLASS = 20;
  private static final double DEVIATION = 0.01;

  private final LabelledFaces faces;
  private final FaceEmbedder network;
  private final Progress progress;

  StartingCentres(LabelledFaces faces, FaceEmbedder network, Progress progress) {
    this.faces = faces;
    this.network = network;
    this.progress = progress;
  }

  /**
   * Names of classes: what the source calls them, where that is a name and no number; else the
   * first folder of their pictures, or the whole folder, or the number, the first of these that
   * tells all classes apart.
   */
  static List<String> names(LabelledFaces faces) {
    List<String> own =
        IntStream.range(0, faces.identities()).mapToObj(faces::identityName).toList();
    if (own.stream().noneMatch(name -> name.matches("\\d*")) && distinct(own)) {
      return own;
    }
    String[] first = new String[faces.identities()];
    for (int i = faces.size() - 1; i >= 0; i--) {
      first[faces.labelOf(i)] = faces.nameOf(i);
    }
    List<UnaryOperator<String>> ways =
        List.of(name -> name.replaceFirst("/.*", ""), name -> name.replaceFirst("/[^/]*$", ""));
    for (UnaryOperator<String> way : ways) {
      List<String> names = new ArrayList<>();
      for (String name : first) {
        names.add(name == null || !name.contains("/") ? "" : way.apply(name));
      }
      if (distinct(names) && !names.contains("")) {
        return names;
      }
    }
    return own.stream().map(name -> "class " + name).toList();
  }

  private static boolean distinct(List<String> names) {
    return new HashSet<>(names).size() == names.size();
  }

  /**
   * The centres, (C, d).
   *
   * @param from a checkpoint, or {@link HeadConfig#CLASS_MEANS}
   * @throws ConfigurationException if a checkpoint has no centres, other dimensions, or no names
   */
  float[] of(String from) {
    int dimension = network.dimension();
    Map<String, float[]> known =
        from.equals(HeadConfig.CLASS_MEANS) ? Map.of() : known(Path.of(from), dimension);
    List<String> names = names(faces);
    float[] centres = new float[Math.multiplyExact(names.size(), dimension)];
    List<Integer> made = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      float[] centre = known.get(names.get(label));
      if (centre == null) {
        made.add(label);
      } else {
        System.arraycopy(centre, 0, centres, label * dimension, dimension);
      }
    }
    means(made, centres, dimension);
    progress.note(
        "Class centres: "
            + (names.size() - made.size())
            + " of "
            + names.size()
            + " are "
            + (known.isEmpty() ? "known" : "those of " + from)
            + ", "
            + made.size()
            + " begin at the mean of their class.");
    return centres;
  }

  private static Map<String, float[]> known(Path checkpoint, int dimension) {
    FloatBuffer head = CheckpointFile.readHead(checkpoint);
    List<String> names = readNames(checkpoint);
    if (head.remaining() != (long) names.size() * dimension) {
      throw ConfigurationException.of(
          "head.from: %s has centres of %s values, expected %s identities of %s.",
          checkpoint, head.remaining(), names.size(), dimension);
    }
    Map<String, float[]> known = new HashMap<>();
    for (String name : names) {
      float[] centre = new float[dimension];
      head.get(centre);
      known.put(name, centre);
    }
    return known;
  }

  /** In the checkpoint; of older ones beside it, or beside their folder of checkpoints. */
  private static List<String> readNames(Path checkpoint) {
    return CheckpointFile.listenerState(checkpoint, ClassNames.KEY)
        .map(state -> List.of(JsonRecords.parse(checkpoint.toString(), state, String[].class)))
        .orElseGet(() -> beside(checkpoint));
  }

  private static List<String> beside(Path checkpoint) {
    Path folder = checkpoint.toAbsolutePath().getParent();
    Path file =
        Optional.of(folder.resolve(IDENTITIES))
            .filter(Files::exists)
            .orElse(folder.resolveSibling(IDENTITIES));
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream().map(TsvCell::text).toList();
    } catch (IOException e) {
      throw new DataException(
          "head.from: "
              + checkpoint
              + " needs the names of its identities in it or beside it, but "
              + IDENTITIES
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  private void means(List<Integer> labels, float[] centres, int dimension) {
    Map<Integer, Integer> taken = new HashMap<>();
    labels.forEach(label -> taken.put(label, 0));
    List<Integer> pictures = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      int label = faces.labelOf(i);
      if (taken.getOrDefault(label, PICTURES_A_CLASS) < PICTURES_A_CLASS) {
        taken.merge(label, 1, Integer::sum);
        pictures.add(i);
      }
    }
    float[] embedding = new float[network.maxBatch() * dimension];
    int values = network.imageSpec().valuesPerImage();
    float[] inputs = new float[network.maxBatch() * values];
    for (int from = 0; from < pictures.size(); from += network.maxBatch()) {
      int count = Math.min(network.maxBatch(), pictures.size() - from);
      for (int i = 0; i < count; i++) {
        network.imageSpec().write(faces.read(pictures.get(from + i)), false, inputs, i * values);
      }
      network.embed(inputs, count, embedding, 0);
      for (int i = 0; i < count; i++) {
        int label = faces.labelOf(pictures.get(from + i));
        addUnit(embedding, i * dimension, centres, label * dimension, dimension);
      }
    }
    for (int label : labels) {
      scale(centres, label * dimension, dimension);
    }
  }

  private static double norm(float[] values, int from, int length) {
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }

  private static void addUnit(float[] from, int at, float[] to, int target, int length) {
    double norm = Math.max(norm(from, at, length), Double.MIN_NORMAL);
    for (int i = 0; i < length; i++) {
      to[target + i] += (float) (from[at + i] / norm);
    }
  }

  private void scale(float[] centres, int at, int length) {
    double norm = norm(centres, at, length);
    if (!(norm > 0)) {
      throw new DataException(
          "head.from: class '"
              + names(faces).get(at / length)
              + "' has no pictures, or none with an embedding: it has no mean to begin at.");
    }
    double factor = DEVIATION * Math.sqrt(length) / norm;
    for (int i = at; i < at + length; i++) {
      centres[i] *= (float) factor;
    }
  }
}
