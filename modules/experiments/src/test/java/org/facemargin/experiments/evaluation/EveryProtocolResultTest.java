package org.facemargin.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.facemargin.core.FlipPolicy;
import org.facemargin.core.NamedRegistry;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.BenchmarkKind;
import org.facemargin.evaluation.benchmark.EvaluationOutcome;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.benchmark.EvaluationSource;
import org.facemargin.evaluation.benchmark.StoredFeatures;
import org.facemargin.evaluation.features.ArrayFeatures;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code result.json} of every protocol against its schema, from embeddings drawn around a
 * direction a person. Folder {@code target/protocol-pages} has their pages afterwards.
 */
class EveryProtocolResultTest {

  private static final int PEOPLE = 20;
  private static final int PICTURES = 4;
  private static final int DIMENSION = 16;

  @TempDir private Path folder;

  private void text(String name, List<String> lines) throws IOException {
    Files.write(folder.resolve(name), lines);
  }

  private static String picture(int person, int index) {
    return "p" + person + "/v" + index + "/f.jpg";
  }

  /** Pictures of everybody, then as many of strangers. */
  private void embeddings() throws IOException {
    Random random = new Random(5);
    List<String> names = new ArrayList<>();
    float[] values = new float[2 * PEOPLE * PICTURES * DIMENSION];
    int at = 0;
    for (int person = 0; person < 2 * PEOPLE; person++) {
      double[] centre = random.doubles(DIMENSION, -1, 1).toArray();
      for (int index = 0; index < PICTURES; index++) {
        names.add(picture(person, index));
        for (int k = 0; k < DIMENSION; k++) {
          values[at++] = (float) (centre[k] + 0.6 * random.nextGaussian());
        }
      }
    }
    text("names.txt", names);
    NpyFile.write(folder.resolve("f.npy"), new ArrayFeatures(names.size(), DIMENSION, values));
  }

  private interface Card {
    List<String> write() throws IOException;
  }

  private final Map<String, Card> cards =
      Map.of(
          "ten-fold-pairs", this::pairs,
          "video-pairs", this::videos,
          "closed-set", this::closedSet,
          "ijb", this::templates,
          "megaface", this::distractors,
          "scores", this::scores);

  static List<String> protocols() {
    return NamedRegistry.of(BenchmarkKind.class).names();
  }

  @Test
  void everyProtocolHasACardHere() {
    assertThat(new TreeSet<>(cards.keySet())).containsExactlyElementsOf(protocols());
  }

  private List<String> pairs() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int p = 0; p < PEOPLE; p++) {
      lines.add(picture(p, 0) + " " + picture(p, 1) + " 1");
      lines.add(picture(p, 2) + " " + picture((p + 1) % PEOPLE, 3) + " 0");
    }
    text("pairs.txt", lines);
    return List.of(
        "list: paths", "pairs: [pairs.txt]", "images: [.]", "bootstrap: {replicates: 20}");
  }

  private List<String> videos() throws IOException {
    List<String> lines = new ArrayList<>(List.of("split, pair, first, second, label, same"));
    for (int p = 0; p < PEOPLE; p++) {
      int split = 1 + p / 2;
      lines.add(split + ", 1, p" + p + "/v0, p" + p + "/v1, , 1");
      lines.add(split + ", 2, p" + p + "/v0, p" + (p + 1) % PEOPLE + "/v1, , 0");
    }
    text("splits.txt", lines);
    return List.of("meta: {splits: splits.txt}", "bootstrap: {replicates: 20}");
  }

  private List<String> closedSet() throws IOException {
    List<String> gallery = new ArrayList<>();
    List<String> probes = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int p = 0; p < PEOPLE; p++) {
      gallery.add(picture(p, 0) + " p" + p);
      probes.add(picture(p, 1) + " p" + p);
      others.add(picture(PEOPLE + p, 0));
    }
    text("gallery.txt", gallery);
    text("probe.txt", probes);
    text("others.txt", others);
    return List.of("meta: {gallery: gallery.txt, probe: probe.txt, distractors: others.txt}");
  }

  private List<String> templates() throws IOException {
    List<String> faces = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    List<String> probes = new ArrayList<>(List.of("TEMPLATE_ID,SUBJECT_ID"));
    List<List<String>> galleries = List.of(new ArrayList<>(probes), new ArrayList<>(probes));
    for (int p = 0; p < PEOPLE; p++) {
      faces.add(picture(p, 0) + " " + (100 + p) + " 1");
      faces.add(picture(p, 1) + " " + (200 + p) + " 1");
      pairs.add((100 + p) + " " + (200 + p) + " 1");
      for (int other = p + 1; other < PEOPLE; other++) {
        pairs.add((100 + p) + " " + (200 + other) + " 0");
      }
      galleries.get(p % 2).add((100 + p) + "," + p);
      probes.add((200 + p) + "," + p);
    }
    text("faces.txt", faces);
    text("template-pairs.txt", pairs);
    text("probes.csv", probes);
    text("g1.csv", galleries.get(0));
    text("g2.csv", galleries.get(1));
    return List.of(
        "meta: {faces: faces.txt, pairs: template-pairs.txt, gallery_1: g1.csv, gallery_2: g2.csv,",
        "       probe: probes.csv}");
  }

  private List<String> distractors() throws IOException {
    List<String> probes = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int p = 0; p < PEOPLE; p++) {
      probes.add(picture(p, 0));
      probes.add(picture(p, 1));
      others.add(picture(PEOPLE + p, 0));
    }
    text(
        "probes.json",
        List.of(
            JsonRecords.line(
                Map.of(
                    "path",
                    probes,
                    "id",
                    probes.stream().map(name -> name.substring(0, name.indexOf('/'))).toList()))));
    text("distractors.txt", others);
    return List.of("meta: {probes: probes.json, distractors: distractors.txt}", "sizes: [5, 20]");
  }

  private List<String> scores() throws IOException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>(List.of("score,label"));
    for (int k = 0; k < 2000; k++) {
      boolean same = k % 4 == 0;
      lines.add((random.nextGaussian() + (same ? 3 : 0)) + "," + (same ? 1 : 0));
    }
    text("scores.csv", lines);
    return List.of("scores: scores.csv", "bootstrap: {replicates: 20}", "fars: [1e-6, 1e-3, 0.1]");
  }

  private JsonNode evaluate(String protocol, Path out) throws IOException {
    embeddings();
    List<String> card = new ArrayList<>(List.of("protocol: " + protocol, "title: " + protocol));
    card.addAll(cards.get(protocol).write());
    text("card.yaml", card);
    EvaluationRequest request =
        new EvaluationRequest(
            Optional.empty(),
            Optional.empty(),
            protocol.equals("scores")
                ? Optional.empty()
                : Optional.of(
                    StoredFeatures.read(
                        folder.resolve("f.npy"), Optional.of(folder.resolve("names.txt")))),
            Optional.empty(),
            Optional.of(folder),
            Optional.empty(),
            Optional.empty(),
            FlipPolicy.NONE,
            1,
            1,
            Progress.SILENT,
            EvaluationRequest.Detail.WHOLE);
    BenchmarkCard read = BenchmarkCard.read(folder.resolve("card.yaml"));
    EvaluationOutcome outcome =
        new EvaluationSession(read, Optional.empty(), true).run(new Drawn(request), out);
    assertThat(outcome.metrics()).isNotEmpty();
    return JsonRecords.read(out.resolve("result.json"));
  }

  private record Drawn(EvaluationRequest request) implements EvaluationSource {

    @Override
    public Map<String, String> facts() {
      return Map.of("name", "drawn");
    }

    @Override
    public void close() {
      // drawn numbers hold nothing open
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void theResultIsAsTheSchemaSays(String protocol) throws IOException {
    JsonNode result = evaluate(protocol, Path.of("target", "protocol-pages", protocol));
    assertThat(schema().validate(result)).isEmpty();
    String whole = result.toString();
    assertThat(whole).doesNotContain("0.001\"", "\"1.0E-");
    Path report = Path.of("target", "protocol-pages", protocol, "report");
    assertThat(Files.readString(report.resolve("index.html")))
        .contains("class=\"headlines\"", "class=\"guide\"");
    assertThat(Files.readString(report.resolve("card.html")))
        .contains("<main class=\"card\">", "class=\"headlines\"", "<table", "model name")
        .doesNotContain("class=\"guide\"", "class=\"pairs\"");
  }

  /** At 1e-6 on 1,500 impostors nothing is known, by either rule, wherever the number stands. */
  @Test
  void whatTheDataCannotCarryLooksIt() throws IOException {
    JsonNode result = evaluate("scores", folder.resolve("out"));
    assertThat(result.at("/values/tar_nearest@far=1e-6/support").asText())
        .isEqualTo("insufficient");
    assertThat(result.at("/operating_points/all comparisons/1e-6/nearest/note").asText())
        .isEqualTo("insufficient data");
    assertThat(result.at("/values/tar_iso@far=1e-3/support").asText()).isEqualTo("rough");
    assertThat(result.at("/values/tar_iso@far=1e-1/support").asText()).isEqualTo("sufficient");
    String page = Files.readString(folder.resolve("out/report/page.md"));
    assertThat(page).containsPattern("tar_nearest@far=1e-6 +\\| +insufficient data \\(");
    assertThat(page).containsPattern("tar_iso@far=1e-3 +\\| +≈ ");
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in =
        EvaluationOutcome.class.getResourceAsStream(
            "/org/facemargin/evaluation/evaluation-2.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
