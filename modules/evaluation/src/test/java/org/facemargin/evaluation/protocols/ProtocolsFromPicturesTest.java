package org.facemargin.evaluation.protocols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.features.EmbeddingExtractor;
import org.facemargin.evaluation.features.FeatureSet;
import org.facemargin.evaluation.features.PictureEmbedding;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.FaceAligner;
import org.facemargin.faces.align.FivePoints;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.NamedPictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Photographs with landmarks go through a network to the very numbers that stored features of the
 * same faces, aligned beforehand, give: alignment, mirror images, pooling and scores.
 */
class ProtocolsFromPicturesTest {

  private static final int PEOPLE = 4;
  private static final int PICTURES = 3;

  @TempDir private Path folder;
  private final List<String> names = new ArrayList<>();

  /** Sums of squares of pixels on a coarse grid: even a small shift of a picture moves them. */
  private static final class Network implements FaceEmbedder {

    private static final int CELLS = 7;
    private static final int CELL_PX = 112 / CELLS;

    @Override
    public ImageSpec imageSpec() {
      return ImageSpec.arcface(112);
    }

    @Override
    public int dimension() {
      return CELLS * CELLS;
    }

    @Override
    public int maxBatch() {
      return 5;
    }

    @Override
    public void embed(float[] inputs, int count, float[] embeddings, int offset) {
      Arrays.fill(embeddings, offset, offset + count * dimension(), 0);
      for (int i = 0; i < count; i++) {
        for (int y = 0; y < 112; y++) {
          for (int x = 0; x < 112; x++) {
            float value = inputs[i * 3 * 112 * 112 + y * 112 + x];
            embeddings[offset + i * dimension() + y / CELL_PX * CELLS + x / CELL_PX] +=
                value * Math.abs(value) / (CELL_PX * CELL_PX);
          }
        }
      }
    }

    @Override
    public void close() {}
  }

  /** A person is a pattern of squares; a picture of it is shifted, scaled and noisy. */
  @BeforeEach
  void photographs() throws IOException {
    StringBuilder landmarks = new StringBuilder();
    for (int person = 0; person < PEOPLE; person++) {
      for (int k = 0; k < PICTURES; k++) {
        SplittableRandom random = new SplittableRandom(31L * person + k);
        String name = "set/p" + person + "/" + k + ".png";
        names.add(name);
        double scale = 0.8 + 0.1 * k;
        double dx = 5 + 7 * random.nextDouble();
        double dy = 3 + 9 * random.nextDouble();
        FaceImage photograph = photograph(person, scale, dx, dy, random);
        double[] xy = AlignmentTemplate.ARCFACE_112.points().xy();
        StringBuilder line = new StringBuilder(name);
        for (int i = 0; i < xy.length; i++) {
          xy[i] = scale * xy[i] + (i % 2 == 0 ? dx : dy);
          line.append(String.format(Locale.ROOT, " %.3f", xy[i]));
          xy[i] = Math.round(xy[i] * 1000) / 1000.0;
        }
        landmarks.append(line).append(String.format(Locale.ROOT, " 0.9%d%n", k));
        write(folder.resolve("raw").resolve(name), photograph);
        write(
            folder.resolve("aligned").resolve(name),
            FaceAligner.align(photograph, new FivePoints(xy), AlignmentTemplate.ARCFACE_112));
      }
    }
    Files.writeString(folder.resolve("landmarks.txt"), landmarks);
  }

  private static void write(Path file, FaceImage image) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ImageCodec.png(image));
  }

  private static FaceImage photograph(
      int person, double scale, double dx, double dy, SplittableRandom random) {
    SplittableRandom look = new SplittableRandom(1000 + person);
    boolean[] pattern = new boolean[49];
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = look.nextBoolean();
    }
    FaceImage image = FaceImage.noise(130, 125, random);
    for (int y = 0; y < image.heightPx(); y++) {
      for (int x = 0; x < image.widthPx(); x++) {
        int column = (int) Math.floor((x - dx) / scale / 16);
        int row = (int) Math.floor((y - dy) / scale / 16);
        boolean inside = column >= 0 && column < 7 && row >= 0 && row < 7;
        if (inside && random.nextInt(3) > 0) {
          int at = 3 * (y * image.widthPx() + x);
          image.rgb()[at] = (byte) (pattern[row * 7 + column] ? 230 : 20);
        }
      }
    }
    return image;
  }

  private EvaluationRequest request(Optional<FeatureSet> features) {
    return new EvaluationRequest(
        features.isPresent() ? Optional.empty() : Optional.of(new Network()),
        Optional.empty(),
        features,
        Optional.empty(),
        Optional.of(folder),
        Optional.empty(),
        Optional.empty(),
        FlipPolicy.SUM,
        3,
        2,
        Progress.SILENT,
        EvaluationRequest.Detail.WHOLE);
  }

  private FeatureSet stored() {
    return new PictureEmbedding(
            new Network(), FlipPolicy.SUM, new EmbeddingExtractor(4, 1), Optional.empty())
        .of(NamedPictures.below(folder.resolve("aligned"), names), Progress.SILENT)
        .features();
  }

  private EvaluationOutcome evaluate(EvaluationRequest request, String... card) throws IOException {
    Path file = folder.resolve("card.yaml");
    Files.writeString(file, String.join("\n", card) + "\n");
    return BenchmarkCard.read(file).benchmark().evaluate(request);
  }

  private void sameNumbers(String... card) throws IOException {
    List<String> withPictures = new ArrayList<>(List.of(card));
    withPictures.addAll(List.of("images: raw", "landmarks: landmarks.txt"));
    EvaluationOutcome pictures =
        evaluate(request(Optional.empty()), withPictures.toArray(String[]::new));
    List<String> withFeatures = new ArrayList<>(List.of(card));
    withFeatures.add("features: {flip: concatenated, norm: kept}");
    EvaluationOutcome features =
        evaluate(request(Optional.of(stored())), withFeatures.toArray(String[]::new));
    assertThat(pictures.measured()).isEqualTo(features.measured());
    assertThat(pictures.facts()).isEqualTo(features.facts());
    assertThat(pictures.flags()).isEqualTo(features.flags());
    assertThat(pictures.metrics()).isNotEmpty();
    withPictures.set(withPictures.size() - 2, "images: aligned");
    withPictures.remove(withPictures.size() - 1);
    assertThat(evaluate(request(Optional.empty()), withPictures.toArray(String[]::new)).measured())
        .as("aligned pictures need no landmarks")
        .isEqualTo(features.measured());
  }

  private void text(String name, List<String> lines) throws IOException {
    Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  @Test
  void ijb() throws IOException {
    List<String> faces = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      // a person's last picture is a template of its own, and one picture is in two templates
      faces.add(names.get(i) + " " + (i / PICTURES * 2 + (i % PICTURES == 2 ? 1 : 0)) + " " + i);
    }
    faces.add(names.get(0) + " 1 77");
    for (int a = 0; a < 2 * PEOPLE; a++) {
      for (int b = 0; b < a; b++) {
        pairs.add(a + " " + b + " " + (a / 2 == b / 2 ? 1 : 0));
      }
    }
    text("faces.txt", faces);
    text("pairs.txt", pairs);
    sameNumbers(
        "protocol: ijb", "meta: {faces: faces.txt, pairs: pairs.txt, landmarks: landmarks.txt}");
  }

  @Test
  void tinyFace() throws IOException {
    List<String> gallery = new ArrayList<>();
    List<String> probe = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      (i % PICTURES == 0 ? gallery : probe).add(names.get(i) + " p" + i / PICTURES);
    }
    text("gallery.txt", gallery);
    text("probe.txt", probe);
    sameNumbers(
        "protocol: closed-set", "meta: {gallery: gallery.txt, probe: probe.txt}", "ranks: [1, 2]");
  }

  @Test
  void megaFace() throws IOException {
    int distractors = (PEOPLE - 1) * PICTURES;
    List<String> bare = names.stream().map(name -> name.substring("set/".length())).toList();
    text("probes.txt", bare.subList(0, distractors));
    text("distractors.txt", bare.subList(distractors, names.size()));
    sameNumbers(
        "protocol: megaface",
        "meta: {probes: probes.txt, distractors: distractors.txt, probe_prefix: set/,",
        "       distractor_prefix: set/}",
        "sizes: [3]");
  }

  @Test
  void aPictureWithoutLandmarksIsNamed() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("landmarks.txt"));
    text("landmarks.txt", lines.subList(1, lines.size()));
    text("gallery.txt", List.of(names.get(0) + " p0"));
    text("probe.txt", List.of(names.get(1) + " p0"));
    assertThatThrownBy(
            () ->
                evaluate(
                    request(Optional.empty()),
                    "protocol: closed-set",
                    "meta: {gallery: gallery.txt, probe: probe.txt}",
                    "images: raw",
                    "landmarks: landmarks.txt"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 2 pictures cannot be aligned: set/p0/0.png")
        .hasMessageContaining("has no face for it");
  }
}
