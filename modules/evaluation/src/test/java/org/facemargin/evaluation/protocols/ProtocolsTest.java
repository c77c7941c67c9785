package org.facemargin.evaluation.protocols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.facemargin.core.DataException;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.MeasuredValues;
import org.facemargin.evaluation.benchmark.StoredFeatures;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.evaluation.pairs.FoldVerification;
import org.facemargin.faces.format.OpenCvMatrix;
import org.facemargin.report.Block;
import org.facemargin.report.Chart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every protocol from files of a few lines, with numbers worked out by hand. */
class ProtocolsTest {

  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();

  private void text(String name, String... lines) throws IOException {
    Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private void features(String names, float... values) throws IOException {
    List<String> rows = List.of(names.split(" "));
    text("names.txt", rows.toArray(String[]::new));
    NpyFile.write(
        folder.resolve("f.npy"),
        new ArrayFeatures(rows.size(), values.length / rows.size(), values));
  }

  private EvaluationOutcome evaluate(Path features) throws IOException {
    EvaluationRequest request =
        new EvaluationRequest(
            Optional.empty(),
            Optional.empty(),
            Optional.of(StoredFeatures.read(features, Optional.of(folder.resolve("names.txt")))),
            Optional.empty(),
            Optional.of(folder),
            Optional.empty(),
            Optional.empty(),
            FlipPolicy.NONE,
            1,
            1,
            new Progress() {
              @Override
              public Task start(String label, String unit, long total) {
                return Task.SILENT;
              }

              @Override
              public void note(String message) {
                notes.add(message);
              }
            },
            EvaluationRequest.Detail.WHOLE);
    return BenchmarkCard.read(folder.resolve("card.yaml")).benchmark().evaluate(request);
  }

  @SuppressWarnings("unchecked")
  private static List<Double> thresholds(EvaluationOutcome outcome) {
    return ((List<FoldVerification.Fold>) outcome.facts().get("folds"))
        .stream().map(FoldVerification.Fold::threshold).toList();
  }

  private EvaluationOutcome evaluate() throws IOException {
    return evaluate(folder.resolve("f.npy"));
  }

  /**
   * Probe p shows A, whose entry scores 0.8; distractor d scores 0.96: rank 2. Probe q is at rank
   * 1.
   */
  @Test
  void closedSet() throws IOException {
    features("p q a b d", 5, 0, 0, 1, 4, 3, 0, 2, 24, 7);
    text("gallery.txt", "a A", "b B");
    text("probe.txt", "p A", "q B");
    text("distractors.txt", "d");
    text(
        "card.yaml",
        "protocol: closed-set",
        "meta: {gallery: gallery.txt, probe: probe.txt, distractors: distractors.txt}",
        "ranks: [1, 2]");
    MeasuredValues found = evaluate().measured();
    assertThat(found.value("rank-1").value()).isEqualTo(0.5);
    assertThat(found.value("rank-2").value()).isEqualTo(1.0);
    text("probe.txt", "p A", "q C");
    assertThatThrownBy(this::evaluate)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("probe 'q' shows C, who is not in the gallery");
    text("probe.txt", "p A", "q");
    assertThatThrownBy(this::evaluate).hasMessageContaining("probe.txt:2: expected 2 fields");
    text("probe.txt", "p A", "p A");
    assertThatThrownBy(this::evaluate).hasMessageContaining("probe.txt:2: 'p' is in line 1");
  }

  /**
   * Two videos of A, frames (2, 0) and (0, 1), and (1, 1): made unit first, the mean of the first
   * points to 45° and the videos are equal; as they are, it points to (2, 1)/√5 and cos = 3/√10.
   */
  @Test
  void videos() throws IOException {
    features("A/1/x.jpg A/1/y.jpg A/2 B/1 C/1", 2, 0, 0, 1, 1, 1, -1, 0, -1, -1);
    text(
        "splits.txt",
        "split, pair, first, second, label, same",
        "1, 1, A/1, A/2, , 1",
        "1, 2, A/1, B/1, , 0",
        "2, 1, A/1, A/2, , 1",
        "2, 2, A/2, C/1, , 0");
    text("card.yaml", "protocol: video-pairs", "meta: {splits: splits.txt}");
    EvaluationOutcome normed = evaluate();
    assertThat(normed.measured().value("accuracy").value()).isEqualTo(1.0);
    assertThat(normed.facts()).containsEntry("frames", 5);
    assertThat(thresholds(normed)).containsExactly(0.01, 0.01);
    text("card.yaml", "protocol: video-pairs", "meta: {splits: splits.txt}", "frame_norm: false");
    double distance = 2 - 2 * 3 / Math.sqrt(10);
    double threshold = Math.ceil(100 * distance) / 100;
    assertThat(thresholds(evaluate()))
        .allSatisfy(one -> assertThat(one).isCloseTo(threshold, within(1e-12)));
    text("splits.txt", "header", "1, 1, A/1, A/2, , 1", "1, 2, A/1, B/1, , yes");
    assertThatThrownBy(this::evaluate)
        .hasMessageContaining("splits.txt:3: the last field is 'yes'");
    text("splits.txt", "header", "1, 1, A/1, Z/9, , 1", "2, 2, A/1, B/1, , 0");
    assertThatThrownBy(this::evaluate).hasMessageContaining("no frame of video 'Z/9'");
  }

  /**
   * A's pictures score 0.8, two ordered pairs. Distractor x beats the pair with probe b, y neither;
   * n would beat both and is in the list of noises. So one pair of two is at rank 1 among x and y.
   */
  @Test
  void megaFaceFromAMatrixAndFromAFolder() throws IOException {
    float[][] rows = {{1, 0}, {0.8f, 0.6f}, {0.6f, 0.8f}, {-1, 0}, {0.95f, 0.3f}};
    List<String> names =
        List.of(
            "facescrub/A/a.png",
            "facescrub/A/b.png",
            "megaface/1/x.jpg",
            "megaface/1/y.jpg",
            "megaface/1/n.jpg");
    float[] all = new float[10];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, 2 * i, 2);
      Path file = folder.resolve("bin/" + names.get(i) + "_net.bin");
      Files.createDirectories(file.getParent());
      Files.write(file, new OpenCvMatrix(rows[i]).toBytes());
    }
    features(String.join(" ", names), all);
    text("probes.json", "{\"path\": [\"A/a.png\", \"A/b.png\"], \"id\": [\"A\", \"A\"]}");
    text("distractors.txt", "1/x.jpg", "1/y.jpg", "1/n.jpg");
    text("noises.txt", "# noises", "7\t1/n.jpg");
    text(
        "card.yaml",
        "protocol: megaface",
        "meta: {probes: probes.json, distractors: distractors.txt, distractor_noises: noises.txt,",
        "       probe_prefix: facescrub/, distractor_prefix: megaface/}",
        "sizes: [3]");
    EvaluationOutcome matrix = evaluate();
    assertThat(matrix.measured().value("rank-1@3").value()).isEqualTo(0.5);
    assertThat(matrix.measured().value("rank-5@3").value()).isEqualTo(1.0);
    assertThat(matrix.facts()).containsEntry("noisy_distractors", 1);
    EvaluationOutcome bins = evaluate(folder.resolve("bin"));
    assertThat(bins.metrics()).isEqualTo(matrix.metrics());
  }

  /** IJB: names in another order than the list; what cannot be computed is left out, in words. */
  @Test
  void ijbFindsRowsByNameAndLeavesOutFlags() throws IOException {
    features("4.jpg 2.jpg 3.jpg 1.jpg", 0, 1, 0.8f, 0.6f, 0.6f, 0.8f, 1, 0);
    text("faces.txt", "1.jpg 1 1", "2.jpg 2 2", "3.jpg 3 3", "4.jpg 4 4");
    text("pairs.txt", "1 2 1", "3 4 1", "1 3 0", "1 4 0");
    text(
        "card.yaml",
        "protocol: ijb",
        "features: {flip: summed, norm: dropped}",
        "meta: {faces: faces.txt, pairs: pairs.txt}");
    EvaluationOutcome result = evaluate();
    assertThat((String) result.facts().get("left_out"))
        .contains("7 of 8")
        .contains("F0, as mirrored embeddings are added already")
        .contains("N1, as embeddings are unit already")
        .contains("D1, as the card names no landmarks file");
    assertThat(result.measured().value("auc,N0D0F2").value()).isEqualTo(1.0);
    text("faces.txt", "1.jpg 1 1", "2.jpg 2", "3.jpg 3 3");
    assertThatThrownBy(this::evaluate).hasMessageContaining("faces.txt:2: expected 3 fields");
    text("faces.txt", "1.jpg 1 1", "2.jpg 2 2", "3.jpg 3 3", "9.jpg 4 4");
    assertThatThrownBy(this::evaluate).hasMessageContaining("no row for '9.jpg'");
    features("4.jpg 2.jpg 3.jpg 1.jpg", 0, 1, Float.NaN, 0.6f, 0.6f, 0.8f, 1, 0);
    text("faces.txt", "1.jpg 1 1", "2.jpg 2 2", "3.jpg 3 3", "4.jpg 4 4");
    assertThatThrownBy(this::evaluate)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 4 embeddings hold a number that is not finite: 2.jpg.");
    text("names.txt", "4.jpg", "2.jpg", "2.jpg", "1.jpg");
    assertThatThrownBy(this::evaluate).hasMessageContaining("names.txt:3: '2.jpg' is in line 2");
    text("names.txt", "4.jpg", "2.jpg", "1.jpg");
    assertThatThrownBy(this::evaluate).hasMessageContaining("names 3 rows, the features have 4");
  }

  /**
   * Every flag stored: three sets of curves are shown, in words, the other five wait for a tick.
   */
  @Test
  void ijbShowsTheUsualFlagsInWords() throws IOException {
    features("1.jpg 2.jpg 3.jpg 4.jpg", 1, 0, 1, 0, 0.8f, 0.6f, 1, 0, 0.6f, 0.8f, 0, 1, 0, 1, 0, 1);
    text("faces.txt", "1.jpg 1 1", "2.jpg 2 2", "3.jpg 3 3", "4.jpg 4 4");
    text("pairs.txt", "1 2 1", "3 4 1", "1 3 0", "1 4 0");
    text(
        "points.txt",
        "1.jpg 0 0 0 0 0 0 0 0 0 0 0.9",
        "2.jpg 0 0 0 0 0 0 0 0 0 0 0.8",
        "3.jpg 0 0 0 0 0 0 0 0 0 0 0.7",
        "4.jpg 0 0 0 0 0 0 0 0 0 0 0.6");
    text(
        "card.yaml",
        "protocol: ijb",
        "features: {flip: concatenated, norm: kept}",
        "meta: {faces: faces.txt, pairs: pairs.txt, landmarks: points.txt}");
    EvaluationOutcome result = evaluate();
    assertThat(result.metrics().get(0).id()).isEqualTo("tar_iso@far=1e-4,N1D1F2");
    Chart roc =
        result.sections().stream()
            .flatMap(section -> section.blocks().stream())
            .filter(block -> block instanceof Block.Charts)
            .map(block -> ((Block.Charts) block).items().get(0))
            .findFirst()
            .orElseThrow();
    assertThat(roc.series()).hasSize(8);
    assertThat(roc.series().stream().filter(s -> !s.hidden()).map(Chart.Series::name))
        .containsExactlyInAnyOrder(
            "N1D1F2: feature norm kept, detector score used, flip sum",
            "N1D0F2: feature norm kept, detector score not used, flip sum",
            "N0D1F2: feature norm dropped, detector score used, flip sum");
  }

  /** Stored features of a pair list, named with extensions and in another order. */
  @Test
  void tenFoldPairsFromStoredFeatures() throws IOException {
    features("b.jpg c.png a.jpg", 1, 0.1f, -1, 0, 1, 0);
    text("pairs.txt", "a b 1", "a c 0", "a b 1", "b c 0");
    text(
        "card.yaml",
        "protocol: ten-fold-pairs",
        "list: paths",
        "pairs: [pairs.txt]",
        "images: [.]",
        "folds: 2");
    EvaluationOutcome found = evaluate();
    assertThat(found.measured().value("accuracy").value()).isEqualTo(1.0);
    assertThat(found.facts()).containsEntry("pairs", 4).containsEntry("zero_embeddings", 0);
    features("b.jpg c.png a.jpg", 1, 0.1f, 0, 0, 1, 0);
    assertThatThrownBy(this::evaluate)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 3 embeddings are zero and have no direction")
        .hasMessageContaining(": c.");
    features("b.jpg c.png a.jpg", 1, 0.1f, 1, 0.1f, 1, 0.1f);
    notes.clear();
    EvaluationOutcome collapsed = evaluate();
    assertThat(collapsed.facts()).containsEntry("near_identical_share", 1.0);
    String again = "1 of 4 pairs were listed before and count again";
    String equal =
        "WARNING: 2 genuine and 2 impostor pairs have one and the same embedding on both sides: a"
            + " picture under two names, or a network that sees no difference";
    assertThat(collapsed.facts()).containsEntry("remarks", List.of(again, equal));
    assertThat(collapsed.flags()).endsWith(". " + again + ". " + equal);
    assertThat(notes)
        .hasSize(2)
        .contains(equal + ".")
        .anyMatch(note -> note.contains("2 of 2 pairs of different pictures"));
  }

  /** A protocol in one file, used through a card: two of three embeddings are longer than 2. */
  @Test
  void aNewcomersProtocolIsOneFile() throws IOException {
    features("a b c", 3, 4, 1, 1, 0, -2.5f);
    text("card.yaml", "protocol: newcomer", "longer_than: 2", "names: names.txt");
    assertThat(evaluate().measured().value("longer").value()).isEqualTo(2 / 3.0);
    text("card.yaml", "protocol: newcomer", "longer_then: 2", "names: names.txt");
    assertThatThrownBy(this::evaluate)
        .hasMessageContaining("card.yaml:1: missing key 'longer_than'");
  }
}
