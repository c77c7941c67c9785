package org.facemargin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.files.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks as exporters write them and stored scores, against values computed apart from this
 * project; see the data folder's {@code cases/README.md}.
 */
@EnabledIfEnvironmentVariable(named = "FACEMARGIN_DATA", matches = ".+")
class NetworkCasesTest {

  private static final Path CASES =
      Path.of(String.valueOf(System.getenv("FACEMARGIN_DATA"))).resolve("cases");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int evaluate(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("evaluate"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    all.addAll(List.of("--out", folder.resolve("out").toString()));
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private int mini(Path model, Path card, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                "--model",
                model,
                "--card",
                card,
                "--benchmark",
                CASES.resolve("cards/mini.yaml"),
                "--data",
                CASES));
    all.addAll(List.of(more));
    return evaluate(all.toArray());
  }

  private JsonNode result() {
    return JsonRecords.read(folder.resolve("out/result.json"));
  }

  private double accuracy() {
    return result().at("/values/accuracy/value").asDouble();
  }

  @ParameterizedTest
  @CsvSource({
    "base, plain, 0.5375",
    "base, plain_flip, 0.6625",
    "base, raw255, 0.625",
    "external_a/model, plain, 0.5375",
    "external_b/model, plain, 0.6625",
    "mxnet_prelu_c, data, 0.5375",
    "prelu_c_equals_w_mxnet, plain, 0.5875",
    "prelu_c_equals_w_right, plain, 0.625",
    "open_batch_reshape_1, plain, 0.5375",
    "open_batch_reshape_1_open_out, plain, 0.5375",
    "double_io, plain, 0.5375",
    "double_out, plain, 0.5375",
    "fp16_io, plain, 0.5375",
    "batch4, plain, 0.5375",
    "out_squeezed, plain, 0.5375",
    "uint8_nhwc, u8, 0.5375",
    "adaface_two_outputs, feature, 0.5375",
    "adaface_two_outputs, feature_flip, 0.70"
  })
  void everyFormGivesTheRightAccuracy(String model, String card, double expected) {
    int code =
        mini(CASES.resolve("onnx/" + model + ".onnx"), CASES.resolve("cards/" + card + ".yaml"));
    assertThat(code).as(err.toString()).isZero();
    assertThat(accuracy()).isCloseTo(expected, within(1e-9));
    if (model.equals("prelu_c_equals_w_mxnet")) {
      assertThat(out.toString()).contains("WARNING: the slopes of PRelu 'p1'");
    }
  }

  /** A batch opened after export where a Reshape inside takes one picture. */
  @Test
  void oneApassIsAFallBackThatIsSaid() {
    Path plain = CASES.resolve("cards/plain.yaml");
    Path model = CASES.resolve("onnx/open_batch_reshape_1.onnx");
    assertThat(mini(model, plain, "--runtime", "onnxruntime")).as(err.toString()).isZero();
    assertThat(accuracy()).isCloseTo(0.5375, within(1e-9));
    assertThat(out.toString()).contains("one picture a pass, since it cannot take two");
  }

  /** AdaFace's authors fuse a face and its mirror image by their norms. */
  @Test
  void aSecondOutputOfNormsWeighsTheFusion() throws IOException {
    Path card = folder.resolve("card.yaml");
    Files.writeString(
        card, Files.readString(CASES.resolve("cards/feature_flip.yaml")) + "\nnorm_output: norm\n");
    assertThat(mini(CASES.resolve("onnx/adaface_two_outputs.onnx"), card)).isZero();
    assertThat(accuracy()).isCloseTo(0.6625, within(1e-9));
    assertThat(result().at("/values/auc/value").asDouble()).isCloseTo(0.7169, within(1e-4));
  }

  @ParameterizedTest
  @CsvSource({
    "bn_training_mode, exported in training mode",
    "int32_out, holds INT32 values",
    "slow_batch32_inside, ONNX Runtime failed on 'plain'"
  })
  void whatIsWrongIsRefused(String model, String complaint) {
    int code = mini(CASES.resolve("onnx/" + model + ".onnx"), CASES.resolve("cards/plain.yaml"));
    assertThat(code).isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains(complaint);
  }

  /** A card of another network: what the two disagree on, before anything is computed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base | bn | Unknown network output 'fc1'. Known: 683.",
        "base | data | Unknown network input 'data'. Known: input.1.",
        "base | feature | Unknown network output 'feature'.",
        "base | face160 | the card says [N, 3, 160, 160]",
        "base | nhwc | the card says [N, 112, 112, 3] (NHWC)",
        "base | rect | the card says [N, 3, 112, 96]",
        "uint8_nhwc | raw255 | has shape [-1, 112, 112, 3], the card says [N, 3, 112, 112]",
        "adaface_two_outputs | plain | several outputs [feature, norm]; the card must name one"
      })
  void aCardThatDisagreesIsRefused(String model, String card, String complaint) {
    int code =
        mini(CASES.resolve("onnx/" + model + ".onnx"), CASES.resolve("cards/" + card + ".yaml"));
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(complaint);
    assertThat(folder.resolve("out/result.json")).doesNotExist();
  }

  /** Both models have the same bytes; their numbers lie beside them, and in one cache. */
  @Test
  void externalDataArePartOfWhatIsKept() {
    Object[] common = {
      "--card",
      CASES.resolve("cards/plain.yaml"),
      "--benchmark",
      CASES.resolve("cards/mini.yaml"),
      "--data",
      CASES,
      "--cache",
      folder.resolve("cache")
    };
    List<Double> found = new ArrayList<>();
    for (String which : List.of("a", "b")) {
      List<Object> all = new ArrayList<>(List.of(common));
      all.addAll(List.of("--model", CASES.resolve("onnx/external_" + which + "/model.onnx")));
      assertThat(evaluate(all.toArray())).as(err.toString()).isZero();
      found.add(accuracy());
    }
    assertThat(found).containsExactly(0.5375, 0.6625);
  }

  private int hostile(String model, Object... more) {
    Path hostile = CASES.resolve("hostile");
    List<Object> all =
        new ArrayList<>(
            List.of(
                "--model",
                hostile.resolve("onnx/" + model + ".onnx"),
                "--card",
                hostile.resolve("card16.yaml"),
                "--benchmark",
                hostile.resolve("bench16.yaml"),
                "--data",
                hostile.resolve("faces16"),
                "--set",
                "bootstrap.replicates=0"));
    all.addAll(List.of(more));
    return evaluate(all.toArray());
  }

  /** 55 % by OpenCV's forward pass; whichever runtime is taken, damage is a fault of the data. */
  @Test
  void whicheverRuntimeIsTakenDamageIsADataFault() {
    assertThat(hostile("good")).as(err.toString()).isZero();
    assertThat(accuracy()).isCloseTo(0.55, within(1e-12));
    for (String model :
        List.of(
            "cyclic",
            "ext_passwd",
            "kernel1",
            "kernelmismatch",
            "selfloop_div2",
            "stride0",
            "zero")) {
      assertThat(hostile(model)).as(model).isEqualTo(ExitCode.DATA);
    }
    assertThat(err.toString()).contains("only files beside the model").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "cyclic, goes in a circle",
    "ext_passwd, only files beside the model",
    "kernel1, 'kernel_shape [1, 1] and weights of shape [4, 3, 3, 3]'",
    "kernelmismatch, 'kernel_shape [5, 5] and weights of shape [4, 3, 3, 3]'",
    "selfloop_div2, is computed twice",
    "stride0, has strides 0",
    "zero, 'weights of shape [0, 3, 3, 3]'"
  })
  void ourEngineRefusesDamagedNetworks(String model, String complaint) {
    assertThat(hostile(model, "--runtime", "engine")).isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains(complaint);
  }

  /** 200 genuine and 2,000 impostor scores; area by numpy: every pair of them compared. */
  @ParameterizedTest
  @ValueSource(strings = {"good", "bom", "no_header", "distance_column", "distances"})
  void storedScoresHoweverTheyAreWritten(String name) {
    List<Object> all =
        new ArrayList<>(List.of("--scores", CASES.resolve("scores/" + name + ".csv")));
    all.addAll(List.of("--set", "bootstrap.replicates=0"));
    if (name.equals("distances")) {
      all.add("--distances");
    }
    assertThat(evaluate(all.toArray())).as(err.toString()).isZero();
    assertThat(result().at("/values/auc/value").asDouble()).isCloseTo(0.99988, within(1e-9));
    assertThat(result().at("/values/eer/value").asDouble()).isCloseTo(0.004, within(1e-9));
  }

  /** Distances that nobody calls so are not turned round in silence, and not left unsaid. */
  @Test
  void distancesTakenForScoresAreWarnedOf() {
    assertThat(
            evaluate(
                "--scores",
                CASES.resolve("scores/distances.csv"),
                "--set",
                "bootstrap.replicates=0"))
        .isZero();
    assertThat(out.toString()).contains("WARNING: the area under the curve is 0.0001");
  }

  /** An element of 99,999,999,999 bytes, no rows of 2,147,483,647 columns, a quote left open. */
  @Test
  void hostileStoredFilesAreRefused() {
    Path hostile = CASES.resolve("hostile");
    for (String name : List.of("n_hugeitem", "n_wide")) {
      int code =
          evaluate(
              "--features",
              hostile.resolve(name + ".npy"),
              "--list",
              hostile.resolve("names.txt"),
              "--benchmark",
              CASES.resolve("cards/mini.yaml"),
              "--data",
              CASES);
      assertThat(code).as(err.toString()).isEqualTo(ExitCode.DATA);
    }
    assertThat(evaluate("--scores", hostile.resolve("scores_open_quote.csv")))
        .isEqualTo(ExitCode.DATA);
    assertThat(err.toString()).contains("scores_open_quote.csv:1");
  }

  /** Lists whose pictures lie elsewhere: one row a line, the same however the list is written. */
  @Test
  void listsAreEmbedded() throws IOException {
    List<String> lists = List.of("train.lst", "train_insightface.lst", "train_header.csv");
    for (String list : lists) {
      assertThat(embed(CASES.resolve("lists/" + list), folder.resolve(list + ".npy")))
          .as(err.toString())
          .isZero();
      assertThat(folder.resolve(list + ".npy"))
          .hasSameBinaryContentAs(folder.resolve("train.lst.npy"));
      assertThat(Files.readAllLines(folder.resolve(list + ".txt")))
          .hasSize(120)
          .startsWith("person-aa/person-aa_0001.jpg");
    }
    assertThat(embed(CASES.resolve("mini"), folder.resolve("x.npy"))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("is no list");
  }

  private int embed(Path list, Path file) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(
            "embed",
            list.toString(),
            "--images",
            CASES.resolve("mini").toString(),
            "--model",
            CASES.resolve("onnx/base.onnx").toString(),
            "--card",
            CASES.resolve("cards/plain.yaml").toString(),
            "--out",
            file.toString());
  }
}
