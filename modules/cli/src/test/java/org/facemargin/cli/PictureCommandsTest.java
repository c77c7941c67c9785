package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.facemargin.backbones.BackboneSettings;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.onnx.ExportSettings;
import org.facemargin.backbones.onnx.OnnxExport;
import org.facemargin.core.ImageSpec;
import org.facemargin.evaluation.features.FeatureMatrix;
import org.facemargin.evaluation.features.NpyFile;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.toy.ToyFaces;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** embed, verify and identify with an untrained network over drawn faces. */
class PictureCommandsTest {

  private static final int SIDE_PX = 32;

  @TempDir static Path folder;
  private static Path model;
  private static Path card;
  private static Path people;

  @BeforeAll
  static void networkAndPictures() throws Exception {
    model = folder.resolve("model.onnx");
    ComputationGraph graph =
        Backbones.create("iresnet-tiny", new BackboneSettings(SIDE_PX, 16, 0.5), 3);
    OnnxExport.write(
        graph, ImageSpec.arcface(SIDE_PX), new ExportSettings(true, false, false), model);
    graph.close();
    card = folder.resolve("card.yaml");
    Files.writeString(
        card,
        """
        schema: model-card/1
        name: tiny
        image: {width_px: 32, height_px: 32, color: rgb, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
        embedding_dim: 16
        flip: sum
        licence: none
        source: a test
        """);
    people = folder.resolve("people");
    ToyFaces toys = new ToyFaces(1, ToyFaces.Split.TEST, 3, 2, SIDE_PX);
    for (int i = 0; i < toys.size(); i++) {
      Path person = people.resolve("p" + toys.labelOf(i));
      Files.createDirectories(person);
      Files.write(person.resolve(i + ".png"), ImageCodec.png(toys.read(i)));
    }
  }

  private record Ran(int code, String out, String err) {}

  private static Ran run(Object... words) {
    List<String> arguments = new ArrayList<>();
    for (Object word : words) {
      arguments.add(word.toString());
      if (arguments.size() == 1) {
        arguments.addAll(
            List.of("--model", model.toString(), "--card", card.toString(), "--batch", "4"));
      }
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(arguments.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }

  private static Path picture(int index) {
    return people.resolve("p" + index / 2).resolve(index + ".png");
  }

  private static double cosine(FeatureMatrix matrix, int first, int second) {
    float[] rows = new float[matrix.rows() * matrix.dimension()];
    matrix.read(0, matrix.rows(), rows, 0);
    double dot = 0;
    double one = 0;
    double two = 0;
    for (int k = 0; k < matrix.dimension(); k++) {
      double a = rows[first * matrix.dimension() + k];
      double b = rows[second * matrix.dimension() + k];
      dot += a * b;
      one += a * a;
      two += b * b;
    }
    return dot / Math.sqrt(one * two);
  }

  @Test
  void embedWritesARowAndANameAPicture() throws Exception {
    Path out = folder.resolve("e.npy");
    Path quality = folder.resolve("q.csv");
    assertThat(run("embed", people, "--out", out, "--quality", quality).code()).isZero();
    FeatureMatrix matrix = NpyFile.map(out);
    assertThat(matrix.rows()).isEqualTo(6);
    assertThat(matrix.dimension()).isEqualTo(16);
    assertThat(Files.readAllLines(folder.resolve("e.txt")))
        .containsExactly("p0/0.png", "p0/1.png", "p1/2.png", "p1/3.png", "p2/4.png", "p2/5.png");
    assertThat(Files.readAllLines(quality)).hasSize(7).startsWith("name,norm");
  }

  /** A damaged picture and one of another size: named, counted, and only left out when asked to. */
  @Test
  void embedLeavesOutOnlyWhenAskedTo() throws Exception {
    Path mixed = folder.resolve("mixed");
    Files.createDirectories(mixed);
    Files.copy(picture(0), mixed.resolve("a.png"));
    Files.writeString(mixed.resolve("b.png"), "no picture");
    Files.write(
        mixed.resolve("c.png"),
        ImageCodec.png(new ToyFaces(1, ToyFaces.Split.TEST, 1, 1, 40).read(0)));
    Files.copy(picture(1), mixed.resolve("d.png"));
    Path out = folder.resolve("mixed.npy");
    Ran stopped = run("embed", mixed, "--out", out);
    assertThat(stopped.code()).isEqualTo(ExitCode.DATA);
    assertThat(stopped.err()).containsPattern("[bc]\\.png");
    assertThat(out).doesNotExist();
    Path missing = folder.resolve("missing.tsv");
    Ran ran = run("embed", mixed, "--out", out, "--leave-out", missing);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("2 pictures left out, the first is b.png");
    assertThat(Files.readAllLines(folder.resolve("mixed.txt"))).containsExactly("a.png", "d.png");
    assertThat(NpyFile.map(out).rows()).isEqualTo(2);
    assertThat(Files.readAllLines(missing))
        .hasSize(3)
        .startsWith("name\treason")
        .anySatisfy(line -> assertThat(line).startsWith("c.png\t").contains("40x40"));
    Path whole = folder.resolve("whole.npy");
    assertThat(run("embed", people, "--out", whole).code()).isZero();
    assertThat(NpyFile.map(out).row(1))
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(NpyFile.map(whole).row(1));
  }

  /** A spreadsheet runs nothing of a name; a name of two lines is refused before any work. */
  @Test
  void namesOfPicturesAreHarmlessInTables() throws Exception {
    Path odd = Files.createDirectories(folder.resolve("odd"));
    Files.copy(picture(0), odd.resolve("=1+1,\"x\".png"));
    Path quality = folder.resolve("odd.csv");
    Path out = folder.resolve("odd.npy");
    assertThat(run("embed", odd, "--out", out, "--quality", quality).code()).isZero();
    assertThat(Files.readString(quality))
        .matches("name,norm\n\"'=1\\+1,\"\"x\"\"\\.png\",[0-9.]+\n");
    Files.writeString(odd.resolve("@sum\there.png"), "no picture");
    Path missing = folder.resolve("odd.tsv");
    run("embed", odd, "--out", folder.resolve("one.npy"), "--leave-out", missing);
    assertThat(Files.readAllLines(missing).get(1).split("\t"))
        .hasSize(2)
        .startsWith("'@sum\\there.png");
    Files.copy(picture(1), odd.resolve("two\nlines.png"));
    Ran ran = run("embed", odd, "--out", folder.resolve("refused.npy"));
    assertThat(ran.code()).isEqualTo(ExitCode.DATA);
    assertThat(ran.err()).contains("'two lines.png' has a line end in its name");
    assertThat(folder.resolve("refused.npy")).doesNotExist();
  }

  @Test
  void verifySaysTheCosineOfTheEmbeddingsThatEmbedWrites() {
    Path out = folder.resolve("v.npy");
    run("embed", people, "--out", out);
    Ran ran = run("verify", picture(0), picture(3), "--json", "--threshold", "0.5");
    assertThat(ran.code()).isZero();
    JsonNode answer = JsonRecords.parse("the answer", ran.out());
    double expected = cosine(NpyFile.map(out), 0, 3);
    assertThat(answer.path("score").asDouble()).isCloseTo(expected, within(1e-5));
    assertThat(answer.path("threshold").asDouble()).isEqualTo(0.5);
    assertThat(answer.path("same").asBoolean()).isEqualTo(expected >= 0.5);
  }

  @Test
  void verifySaysWhereItsThresholdIsFrom() {
    JsonNode measured =
        JsonRecords.parse(
            "the answer",
            run("verify", picture(0), picture(1), "--json", "--impostors", people, "--fmr", "0.1")
                .out());
    assertThat(measured.path("threshold_source").asText()).contains("12 pairs");
    assertThat(measured.path("fmr").asDouble()).isEqualTo(0.1);
    assertThat(run("verify", picture(0), picture(1)).out()).contains("random directions of 16");
    assertThat(run("verify", picture(0), picture(1), "--threshold", "1", "--impostors", people))
        .extracting(Ran::code)
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void identifyNamesTheBestFirstAndKeepsItsIndex() {
    Path index = folder.resolve("index.npy");
    for (int round = 0; round < 2; round++) {
      Ran ran =
          run(
              "identify",
              "--gallery",
              people,
              picture(4),
              "--json",
              "--top",
              "2",
              "--index",
              index);
      assertThat(ran.code()).as(ran.err()).isZero();
      JsonNode candidates = JsonRecords.parse("the answer", ran.out()).path("candidates");
      assertThat(candidates).hasSize(2);
      assertThat(candidates.path(0).path("identity").asText()).isEqualTo("p2");
      assertThat(candidates.path(0).path("score").asDouble()).isCloseTo(1, within(1e-5));
      assertThat(candidates.path(1).path("score").asDouble())
          .isLessThanOrEqualTo(candidates.path(0).path("score").asDouble());
    }
    assertThat(index).exists();
  }

  @Test
  void whatIsMissingIsNamed() {
    Ran beyond = run("verify", picture(0), picture(1), "--threshold", "7");
    assertThat(beyond.code()).isEqualTo(ExitCode.USAGE);
    assertThat(beyond.err()).contains("--threshold is 7.0, expected a cosine");
    Ran ran = run("verify", picture(0), folder.resolve("none.png"));
    assertThat(ran.code()).isEqualTo(ExitCode.DATA);
    assertThat(ran.err()).contains("none.png");
    assertThat(run("embed", folder.resolve("nowhere"), "--out", folder.resolve("x.npy")).code())
        .isEqualTo(ExitCode.DATA);
    assertThat(run("embed", people, "--out", folder.resolve("x.txt")).code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void everyShellGetsItsCompletion() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      StringWriter out = new StringWriter();
      assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute("completion", shell))
          .isZero();
      assertThat(out.toString()).contains("facemargin").contains("evaluate").contains("benchmark");
    }
  }
}
