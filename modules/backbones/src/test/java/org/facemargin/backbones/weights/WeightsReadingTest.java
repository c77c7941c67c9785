package org.facemargin.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Floats;
import org.facemargin.backbones.NetworkInput;
import org.facemargin.backbones.layers.BatchNorm;
import org.facemargin.core.ColorOrder;
import org.facemargin.core.DataException;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files made byte by byte from their formats' specifications. Expected embeddings are PyTorch's
 * (1.13, on the code bases' own modules with two of their four stages) for the values {@link
 * Filled} has and the picture x_i = sin(0.01 i).
 */
class WeightsReadingTest {

  private static final int SIDE_PX = 16;

  private static final float[] ARCFACE = {
    0.048876f, 0.117879f, -0.014053f, 0.032297f, 0.021828f, -0.070241f, -0.000772f, -0.066280f
  };

  private static final float[] ADAFACE = {
    -0.640445f, 0.235997f, 0.947362f, 0.775152f, -0.157239f, -0.950410f, -0.779396f, 0.264210f
  };

  private static final float[] CURRICULARFACE = {
    -0.628300f, -0.024623f, 0.660878f, 0.751210f, 0.123838f, -0.627925f, -0.740911f, -0.042549f
  };

  /** AdaFace's and face.evoLVe's modules of three blocks, see {@link #unit}. */
  private static final float[] IR_SE = {
    -1.314775f, -2.045063f, -1.792459f, -0.655061f, 0.824973f, 1.934651f, 2.154543f, 1.412086f
  };

  private static final float[] IR_SE_BY_NUMBER = {
    0.419175f, -0.000584f, -0.394887f, -0.567210f, -0.417538f, -0.000977f, 0.489797f, 0.816749f
  };

  private static final float[] BOTTLENECK = {
    0.575744f, -0.382897f, 0.479399f, -0.240396f, 0.337625f, -0.064934f, 0.153448f, 0.129921f
  };

  private static final float[] BOTTLENECK_SE = {
    0.068857f, -0.201394f, 0.154731f, -0.266689f, 0.238424f, -0.324499f, 0.318633f, -0.373986f
  };

  @TempDir Path folder;

  private static ForeignNetwork read(Path file) {
    return WeightsReading.read(file, "", OptionalInt.of(SIDE_PX));
  }

  private static float[] embedding(ForeignNetwork network, FloatBuffer picture) {
    try (BackboneExecutor executor =
        NamedRegistry.of(BackboneEngine.class)
            .get("nd4j")
            .executor(network.graph(), EngineOptions.SLOW_ALLOWED)) {
      FloatBuffer embedding = Floats.direct(executor.dimension());
      executor.forwardInference(picture, 1, embedding);
      return Floats.array(embedding);
    } finally {
      network.graph().close();
    }
  }

  private static FloatBuffer picture() {
    FloatBuffer picture = Floats.direct(3 * SIDE_PX * SIDE_PX);
    for (int i = 0; i < picture.capacity(); i++) {
      picture.put(i, (float) Math.sin(0.01 * i));
    }
    return picture;
  }

  private static void gives(ForeignNetwork network, float[] expected) {
    float[] found = embedding(network, picture());
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("component " + i).isCloseTo(expected[i], within(2e-6f));
    }
  }

  /** arcface_torch's names: blocks 1 and 2, channels 64 and 128, embeddings of 8. */
  private static List<Filled> arcFace() {
    Filled.Listed list = new Filled.Listed();
    list.add("conv1.weight", 64, 3, 3, 3).norm("bn1", 64).add("prelu.weight", 64);
    arcFaceBlock(list, "layer1.0", 64, 64, true);
    arcFaceBlock(list, "layer2.0", 64, 128, true);
    arcFaceBlock(list, "layer2.1", 128, 128, false);
    list.norm("bn2", 128).add("fc.weight", 8, 128 * 16).add("fc.bias", 8);
    return list.norm("features", 8).arrays();
  }

  private static void arcFaceBlock(
      Filled.Listed list, String name, int in, int out, boolean shortcut) {
    list.norm(name + ".bn1", in).add(name + ".conv1.weight", out, in, 3, 3);
    list.norm(name + ".bn2", out).add(name + ".prelu.weight", out);
    list.add(name + ".conv2.weight", out, out, 3, 3).norm(name + ".bn3", out);
    if (shortcut) {
      list.add(name + ".downsample.0.weight", out, in, 1, 1).norm(name + ".downsample.1", out);
    }
  }

  /** The names of AdaFace and, without the norm between, of CurricularFace. */
  private static List<Filled> ir(boolean normBetween) {
    Filled.Listed list = new Filled.Listed();
    list.add("input_layer.0.weight", 64, 3, 3, 3).norm("input_layer.1", 64);
    list.add("input_layer.2.weight", 64).norm("output_layer.0", 72);
    list.add("output_layer.3.weight", 8, 72 * 16).add("output_layer.3.bias", 8);
    list.statistics("output_layer.4", 8);
    int[] in = {64, 64, 64, 72};
    int[] out = {64, 64, 72, 72};
    for (int block = 0; block < in.length; block++) {
      String name = "body." + block;
      if (in[block] != out[block]) {
        list.add(name + ".shortcut_layer.0.weight", out[block], in[block], 1, 1);
        list.norm(name + ".shortcut_layer.1", out[block]);
      }
      int at = 0;
      list.norm(name + ".res_layer." + at++, in[block]);
      list.add(name + ".res_layer." + at++ + ".weight", out[block], in[block], 3, 3);
      if (normBetween) {
        list.norm(name + ".res_layer." + at++, out[block]);
      }
      list.add(name + ".res_layer." + at++ + ".weight", out[block]);
      list.add(name + ".res_layer." + at++ + ".weight", out[block], out[block], 3, 3);
      list.norm(name + ".res_layer." + at, out[block]);
    }
    return list.arrays();
  }

  /**
   * Face.evoLVe's line with squeeze and excitation, or of bottlenecks: three blocks, two strides.
   *
   * @param se its name in {@code res_layer}; empty for none
   */
  private static List<Filled> unit(boolean narrow, boolean norm, String se, boolean scaled) {
    int[] widths = narrow ? new int[] {16, 64, 80, 80} : new int[] {32, 32, 48, 48};
    Filled.Listed list = new Filled.Listed();
    list.add("input_layer.0.weight", widths[0], 3, 3, 3).norm("input_layer.1", widths[0]);
    list.add("input_layer.2.weight", widths[0]);
    for (int block = 0; block < 3; block++) {
      int in = widths[block];
      int out = widths[block + 1];
      String name = "body." + block + ".res_layer.";
      if (in != out) {
        list.add("body." + block + ".shortcut_layer.0.weight", out, in, 1, 1);
        list.norm("body." + block + ".shortcut_layer.1", out);
      }
      int middle = narrow ? out / 4 : out;
      int first = narrow ? 1 : 3;
      list.norm(name + 0, in).add(name + "1.weight", middle, in, first, first);
      int at = 2;
      if (norm) {
        list.norm(name + at++, middle);
      }
      list.add(name + at++ + ".weight", middle);
      list.add(name + at++ + ".weight", middle, middle, 3, 3).norm(name + at++, middle);
      if (narrow) {
        list.add(name + at++ + ".weight", middle).add(name + at++ + ".weight", out, middle, 1, 1);
        list.norm(name + at, out);
      }
      if (!se.isEmpty()) {
        list.add(name + se + ".fc1.weight", out / 16, out, 1, 1);
        list.add(name + se + ".fc2.weight", out, out / 16, 1, 1);
      }
    }
    list.norm("output_layer.0", widths[3]).add("output_layer.3.weight", 8, widths[3] * 16L);
    list.add("output_layer.3.bias", 8);
    return (scaled ? list.norm("output_layer.4", 8) : list.statistics("output_layer.4", 8))
        .arrays();
  }

  private static List<Filled> below(String prefix, List<Filled> arrays) {
    return arrays.stream().map(array -> array.below(prefix)).toList();
  }

  private Path zip(List<Filled> arrays) {
    return new PyTorchBytes().stateDict(false, arrays).zip(folder.resolve("weights.pth"));
  }

  @Test
  void aStateDictOfPyTorch() {
    ForeignNetwork network = read(zip(arcFace()));
    assertThat(network.name()).isEqualTo("arcface_torch IResNet of [1, 2] blocks");
    assertThat(network.input().orElseThrow().color()).hasToString("RGB");
    gives(network, ARCFACE);
  }

  @Test
  void theLegacyContainerAndItsPrefix() {
    Path file =
        new PyTorchBytes()
            .stateDict(true, below("module.", arcFace()))
            .legacy(folder.resolve("weights.pt"));
    gives(read(file), ARCFACE);
  }

  /** {"epoch": 3, "state_dict": {model…, head…}, "callbacks": {a class: 1.5}}. */
  @Test
  void aTrainingDictionary() {
    List<Filled> all = new ArrayList<>(below("model.", ir(true)));
    all.add(new Filled("head.kernel", List.of(2L), new float[] {1, 2}));
    PyTorchBytes bytes = new PyTorchBytes().op('}', '(').text("epoch").op('K', 3);
    bytes.text("state_dict").stateDict(false, all);
    bytes.text("callbacks").op('}').named("lightning.callbacks", "Checkpoint");
    bytes.op('G').op(0x3f, 0xf8, 0, 0, 0, 0, 0, 0).op('s');
    ForeignNetwork network = read(bytes.op('u').zip(folder.resolve("last.ckpt")));
    assertThat(network.notes())
        .anySatisfy(note -> assertThat(note).contains("left aside", "state_dict.head.kernel"))
        .anySatisfy(
            note -> assertThat(note).contains("not looked up: lightning.callbacks.Checkpoint"));
    assertThat(network.input().orElseThrow().color()).as("AdaFace's").hasToString("BGR");
    gives(network, ADAFACE);
  }

  @Test
  void curricularFaceLacksANormalisation() {
    ForeignNetwork network = read(zip(ir(false)));
    assertThat(network.input()).isPresent();
    gives(network, CURRICULARFACE);
  }

  @Test
  void squeezeAndExcitationByNameAndByNumber() {
    ForeignNetwork adaFace = read(zip(below("model.", unit(false, true, "se_block", false))));
    assertThat(adaFace.name()).isEqualTo("IR-SE network of [1, 2] blocks");
    gives(adaFace, IR_SE);
    ForeignNetwork numbered = read(zip(unit(false, false, "5", true)));
    assertThat(numbered.input()).as("several authors have these names").isEmpty();
    gives(numbered, IR_SE_BY_NUMBER);
  }

  @Test
  void bottlenecksOfIr152() {
    ForeignNetwork network = read(zip(unit(true, true, "", false)));
    assertThat(network.name()).isEqualTo("IR network of [1, 2] bottlenecks");
    gives(network, BOTTLENECK);
    gives(read(zip(unit(true, true, "se_block", false))), BOTTLENECK_SE);
    List<Filled> wide = new ArrayList<>(unit(true, true, "", false));
    wide.removeIf(array -> array.name().equals("body.2.res_layer.4.weight"));
    wide.add(new Filled("body.2.res_layer.4.weight", List.of(20L, 20L, 1L, 1L), new float[400]));
    refused(zip(wide), "'body.2.res_layer.4.weight' has shape [20, 20, 1, 1]", "[20, 20, 3, 3]");
  }

  /** What we write ourselves is read again, the squeeze with the rest. */
  @Test
  void ourSafetensorsKeepTheSqueeze() {
    ForeignNetwork network = read(zip(unit(false, true, "se_block", false)));
    Path file = folder.resolve("ours.safetensors");
    ImageSpec image =
        network.input().orElse(new KnownInput(ColorOrder.RGB, 0.5, 0.5, "a test")).image(SIDE_PX);
    GraphWeights.write(file, network.graph(), new NetworkInput(image, false));
    network.graph().close();
    gives(read(file), IR_SE);
  }

  /** Colours of IR networks are their authors': names without a prefix do not tell whose. */
  @Test
  void anIrNetworkWithoutAPrefixNeedsACard() {
    ForeignNetwork network = read(zip(ir(true)));
    assertThat(network.input()).isEmpty();
    gives(network, ADAFACE);
    assertThat(read(zip(below("net.", ir(true)))).input().orElseThrow().color())
        .as("CVLface's")
        .hasToString("RGB");
  }

  @Test
  void magFaceHasItsOwnEpsilonAndPictures() {
    ForeignNetwork network = read(zip(below("features.module.", arcFace())));
    assertThat(network.input().orElseThrow().mean()).containsOnly(0.0);
    LayerVertex norm =
        (LayerVertex) network.graph().getConfiguration().getVertices().get("embedding");
    assertThat(((BatchNorm) norm.getLayerConf().getLayer()).getEpsilon()).isEqualTo(2e-5);
    network.graph().close();
  }

  private static byte[] safetensors(String header, List<Filled> arrays) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    int values = arrays.stream().mapToInt(array -> array.values().length * 4).sum();
    ByteBuffer all = ByteBuffer.allocate(8 + json.length + values).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json);
    arrays.forEach(array -> all.put(PyTorchBytes.bytes(array.values())));
    return all.array();
  }

  private static String header(List<Filled> arrays) {
    List<String> entries = new ArrayList<>(List.of("\"__metadata__\":{\"format\":\"pt\"}"));
    int at = 0;
    for (Filled array : arrays) {
      int end = at + array.values().length * 4;
      entries.add(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(array.name(), array.shape(), at, end));
      at = end;
    }
    return "{" + String.join(",", entries) + "}";
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void aSafetensorsFile() throws IOException {
    byte[] bytes = safetensors(header(arcFace()), arcFace());
    gives(read(write("weights.bin", bytes)), ARCFACE);
  }

  @Test
  void damagedSafetensorsAreRefused() throws IOException {
    List<Filled> one = List.of(new Filled("a", List.of(2L), new float[] {1, 2}));
    Map<String, String> headers =
        Map.of(
            header(one).replace("[0,8]", "[0,4]"), "which does not fit",
            header(one).replace("[0,8]", "[4,12]"), "lies at [4, 12] of 8 bytes",
            header(one).replace("F32", "F8"), "expected one of BF16, BOOL, F16",
            header(one).replace("[2]", "[9223372036854775807, 2]"), "which does not fit",
            header(one).replace("\"a\"", "\"__metadata__\""), "Duplicate field",
            header(one).replace("[2]", "\"2\""), "lacks its shape");
    headers.forEach(
        (header, complaint) ->
            assertThatThrownBy(() -> read(write("a.safetensors", safetensors(header, one))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(complaint));
    byte[] whole = safetensors(header(one), one);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> read(write("a.safetensors", cut))).isInstanceOf(DataException.class);
  }

  private void refused(Path file, String... complaints) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(complaints);
  }

  private Path without(Predicate<String> gone, Filled... more) {
    List<Filled> arrays =
        new ArrayList<>(arcFace().stream().filter(each -> !gone.test(each.name())).toList());
    arrays.addAll(List.of(more));
    return zip(arrays);
  }

  @Test
  void whatIsMissingLeftOverOrOfAnotherShapeIsNamed() {
    refused(without("bn2.bias"::equals), "Missing arrays, 1: bn2.bias");
    Filled more = new Filled("se.weight", List.of(1L), new float[1]);
    refused(without(name -> false, more), "Arrays left over, 1: se.weight");
    Filled other = new Filled("fc.bias", List.of(9L), new float[9]);
    refused(
        without("fc.bias"::equals, other),
        "'fc.bias' has shape [9]",
        "needs [8] there (head.fc.bias)");
    refused(zip(List.of(more)), "no network that is known here", "se.weight");
    List<Filled> twice = new ArrayList<>(below("a.", arcFace()));
    twice.addAll(below("b.", arcFace()));
    refused(zip(twice), "several networks, below 'a.', 'b.'");
  }

  @Test
  void nothingOfAPickleIsExecuted() {
    PyTorchBytes system = new PyTorchBytes().named("posix", "system").op('(').text("touch x");
    refused(
        system.op('t', 'R').zip(folder.resolve("a.pth")),
        "calls 'posix.system'",
        "Nothing was executed");
    PyTorchBytes built = new PyTorchBytes().named("os", "system").op('}', 'b');
    refused(built.zip(folder.resolve("b.pth")), "gives a state to something");
    PyTorchBytes model = new PyTorchBytes().named("net", "Model").op(')', 0x81);
    refused(model.zip(folder.resolve("c.pth")), "calls 'net.Model'");
  }

  @Test
  void aTensorStaysInsideItsStorage() {
    PyTorchBytes bytes = new PyTorchBytes().op('}').text("a");
    bytes.tensor(false, new float[2], List.of(3L)).op('s');
    refused(bytes.zip(folder.resolve("a.pth")), "'a' of shape [3]", "its storage of 2 values");
  }

  @Test
  void aCutLegacyFileIsRefused() throws IOException {
    Path file = new PyTorchBytes().stateDict(true, arcFace()).legacy(folder.resolve("a.pt"));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    refused(file, "or the file is cut off");
  }

  @Test
  void aCutArchiveIsRefused() throws IOException {
    Path file = zip(arcFace());
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 10_000));
    refused(file, "is cut off or damaged");
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    refused(folder.resolve("none.pth"), "There is no model file");
    refused(folder, "is a folder");
    refused(write("a.npy", "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1)), "a NumPy array");
    refused(write("a.pkl", new byte[] {(byte) 0x80, 4, '.'}), "PyTorch did not write");
    refused(write("a.txt", "hello".getBytes(StandardCharsets.UTF_8)), "begins with 68656c6c6f");
    refused(write("a.empty", new byte[0]), "begins with");
  }
}
