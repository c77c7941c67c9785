package org.facemargin.experiments.guess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.Progress;
import org.facemargin.evaluation.benchmark.BenchmarkCard;
import org.facemargin.evaluation.benchmark.EvaluationRequest;
import org.facemargin.evaluation.onnx.OnnxSettings;
import org.facemargin.evaluation.onnx.TensorLayout;
import org.facemargin.experiments.models.HandMadeOnnx;
import org.facemargin.experiments.models.ModelCardFile;
import org.facemargin.experiments.models.ModelSource;
import org.facemargin.experiments.models.NetworkRuntime;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairedFaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network made so that one card alone is right: embedding max(0, 0.05 - |x|) of the first plane.
 * People are patterns of middle grey in the red plane; blue is noise. Where the middle of the bytes
 * is not taken to 0, nothing is left; where planes are exchanged, noise is.
 */
class CardGuessTest {

  private static final int SIDE_PX = 8;
  private static final int PEOPLE = 40;
  private static final ModelSource.Running RUNNING =
      new ModelSource.Running(16, 2, OnnxSettings.Device.CPU, NetworkRuntime.AUTO);

  @TempDir private Path folder;

  private Path network(int planes, TensorLayout layout) throws IOException {
    boolean first = layout == TensorLayout.NCHW;
    float[] chosen = new float[planes];
    chosen[0] = 1;
    return new HandMadeOnnx()
        .array("half_width", new float[] {0.05f}, 1)
        .array("plane", chosen, first ? new long[] {1, planes, 1, 1} : new long[] {1, 1, 1, planes})
        .node("Abs", "size", "in")
        .node("Sub", "left", "half_width", "size")
        .node("Relu", "tent", "left")
        .node("Mul", "one", "tent", "plane")
        .node("Flatten", "out", "one")
        .input(
            "in",
            first
                ? new long[] {0, planes, SIDE_PX, SIDE_PX}
                : new long[] {0, SIDE_PX, SIDE_PX, planes})
        .output("out", 0, (long) planes * SIDE_PX * SIDE_PX)
        .write(folder.resolve("tent-" + planes + layout + ".onnx"));
  }

  /** Two pictures a person; pairs of one person and of neighbours. */
  private static PairedFaces faces(boolean colours, boolean truthful) {
    Random random = new Random(1);
    List<FaceImage> pictures = new ArrayList<>();
    List<FacePair> pairs = new ArrayList<>();
    for (int person = 0; person < PEOPLE; person++) {
      boolean[] pattern = new boolean[SIDE_PX * SIDE_PX];
      for (int i = 0; i < pattern.length; i++) {
        pattern[i] = random.nextBoolean();
      }
      pictures.add(picture(pattern, colours, random));
      pictures.add(picture(pattern, colours, random));
      pairs.add(new FacePair(2 * person, 2 * person + 1, truthful || random.nextBoolean()));
      pairs.add(
          new FacePair(
              2 * person, (2 * person + 2) % (2 * PEOPLE), !truthful && random.nextBoolean()));
    }
    FaceImageSource source =
        new FaceImageSource() {
          @Override
          public int size() {
            return pictures.size();
          }

          @Override
          public String nameOf(int index) {
            return "p" + index;
          }

          @Override
          public FaceImage read(int index) {
            return pictures.get(index);
          }
        };
    return new PairedFaces(source, pairs, 1);
  }

  private static FaceImage picture(boolean[] pattern, boolean colours, Random random) {
    byte[] rgb = new byte[3 * pattern.length];
    for (int i = 0; i < pattern.length; i++) {
      boolean set = pattern[i] != (random.nextInt(10) == 0);
      rgb[3 * i] = value(set, random);
      rgb[3 * i + 1] = colours ? value(random.nextBoolean(), random) : rgb[3 * i];
      rgb[3 * i + 2] = colours ? value(random.nextBoolean(), random) : rgb[3 * i];
    }
    return new FaceImage(SIDE_PX, SIDE_PX, rgb);
  }

  private static byte value(boolean middle, Random random) {
    int side = random.nextBoolean() ? 1 : 0;
    return (byte) (middle ? 127 + side : 60 + 135 * side);
  }

  private ModelCardFile guessed(Path model, PairedFaces faces) {
    CardGuess guess = CardGuess.of(model, Optional.empty(), RUNNING, faces, Progress.SILENT);
    Path card = folder.resolve(model.getFileName() + ".yaml");
    guess.write(card);
    assertThatThrownBy(() -> guess.write(card))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("never takes another's place");
    return ModelCardFile.read(card);
  }

  @Test
  void theRightCardIsFoundAndItsEqualIsNamed() throws IOException {
    Path model = network(3, TensorLayout.NCHW);
    CardGuess guess =
        CardGuess.of(model, Optional.empty(), RUNNING, faces(true, true), Progress.SILENT);
    List<List<String>> rows = guess.table().rows();
    assertThat(rows).hasSize(14);
    assertThat(rows.get(0)).startsWith("RGB", "(x - 127.5) / 127.5").endsWith("taken");
    assertThat(rows)
        .filteredOn(row -> row.get(5).equals("cannot be told apart"))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly("RGB (x - 127.5) / 128");
    assertThat(rows)
        .filteredOn(row -> row.get(0).equals("RGB") && row.get(1).equals("x / 255"))
        .allSatisfy(row -> assertThat(row.get(5)).contains("have no direction"));
    assertThat(guess.table().notes().get(1)).contains("cannot tell").contains("RGB, (x - 127.5)");
    ModelCardFile card = guessed(model, faces(true, true));
    ImageSpec image = card.card().image();
    assertThat(image.colorOrder()).isEqualTo(ColorOrder.RGB);
    assertThat(image.mean()).containsOnly(0.5);
    assertThat(image.std()).containsOnly(0.5);
    assertThat(card.layout()).isEqualTo(TensorLayout.NCHW);
    assertThat(card.card().dimension()).isEqualTo(3 * SIDE_PX * SIDE_PX);
    assertThat(card.card().licence()).contains("not known");
  }

  @Test
  void channelsLastAndLumaAreFound() throws IOException {
    ModelCardFile last = guessed(network(3, TensorLayout.NHWC), faces(true, true));
    assertThat(last.layout()).isEqualTo(TensorLayout.NHWC);
    assertThat(last.card().image().colorOrder()).isEqualTo(ColorOrder.RGB);
    ModelCardFile luma = guessed(network(1, TensorLayout.NCHW), faces(false, true));
    assertThat(luma.card().image().colorOrder()).isEqualTo(ColorOrder.GRAY);
    assertThat(luma.card().image().mean()).containsExactly(0.5);
  }

  @Test
  void whereNothingTellsPeopleApartNoCardIsWritten() throws IOException {
    Path model = network(3, TensorLayout.NCHW);
    assertThatThrownBy(() -> guessed(model, faces(true, false)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("None of 14 ways")
        .hasMessageContaining("No card is written");
  }

  /** Its authors feed RGB, with ImageNet's means and deviations. */
  @Test
  @EnabledIfEnvironmentVariable(named = "FACEMARGIN_DATA", matches = ".+")
  void aPublishedNetworksCardIsFound() {
    Path data = Path.of(System.getenv("FACEMARGIN_DATA"));
    Path cases = data.resolve("cases");
    PairedFaces pairs =
        BenchmarkCard.find(cases.resolve("cards/mini.yaml").toString())
            .benchmark()
            .pairs(EvaluationRequest.ofData(Optional.of(cases)))
            .orElseThrow();
    Path model = data.resolve("models/foamliu_MobileFaceNet.onnx");
    ImageSpec image = guessed(model, pairs).card().image();
    ImageSpec right = ModelCardFile.find("foamliu-mobilefacenet").card().image();
    assertThat(image.colorOrder()).isEqualTo(right.colorOrder());
    assertThat(image.mean()).containsExactly(right.mean());
    assertThat(image.std()).containsExactly(right.std());
  }
}
