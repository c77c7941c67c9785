package org.facemargin.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.BackboneExecutor;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.Floats;
import org.facemargin.core.DataException;
import org.facemargin.core.NamedRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MXNet's two files, made byte by byte. Expected embeddings are those of PyTorch's operations with
 * MXNet's defaults (a BatchNorm's epsilon 1e-3, gamma held at 1 unless fix_gamma is False).
 */
class MxnetTest {

  private static final int SIDE_PX = 8;
  private static final float[] EXPECTED = {-1.706409f, 0.947980f, 0.226412f, -1.494431f};

  @TempDir Path folder;

  private final List<String> nodes = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Filled.Listed arrays = new Filled.Listed();

  private void node(String op, String name, String attributes, String... inputs) {
    List<String> read = new ArrayList<>();
    for (String input : inputs) {
      read.add("[" + names.indexOf(input) + ", 0, 0]");
    }
    names.add(name);
    nodes.add(
        "{\"op\": \"%s\", \"name\": \"%s\", \"attrs\": {%s}, \"inputs\": [%s]}"
            .formatted(op, name, attributes, String.join(", ", read)));
  }

  private void array(String name, long... shape) {
    arrays.add(name, shape);
    node("null", name, "");
  }

  private void norm(String name, String attributes, String input, long channels) {
    for (String part : List.of("_gamma", "_beta", "_moving_mean", "_moving_var")) {
      array(name + part, channels);
    }
    node(
        "BatchNorm",
        name,
        attributes,
        input,
        name + "_gamma",
        name + "_beta",
        name + "_moving_mean",
        name + "_moving_var");
  }

  @BeforeEach
  void network() {
    node("null", "data", "");
    node("_minus_scalar", "minus", "\"scalar\": \"127.5\"", "data");
    node("_mul_scalar", "times", "\"scalar\": \"0.0078125\"", "minus");
    array("conv0_weight", 8, 3, 3, 3);
    String three = "\"kernel\": \"(3, 3)\", \"pad\": \"(1, 1)\", \"num_filter\": \"8\"";
    node("Convolution", "conv0", three + ", \"no_bias\": \"True\"", "times", "conv0_weight");
    norm("bn0", "\"eps\": \"2e-05\"", "conv0", 8);
    array("relu0_gamma", 8);
    node("LeakyReLU", "relu0", "\"act_type\": \"prelu\"", "bn0", "relu0_gamma");
    array("conv1_weight", 8, 1, 3, 3);
    array("conv1_bias", 8);
    node(
        "Convolution",
        "conv1",
        three + ", \"stride\": \"(2, 2)\", \"num_group\": \"8\"",
        "relu0",
        "conv1_weight",
        "conv1_bias");
    norm("bn1", "\"fix_gamma\": \"False\"", "conv1", 8);
    array("sc_weight", 8, 8, 1, 1);
    node(
        "Convolution",
        "sc",
        "\"kernel\": \"(1, 1)\", \"stride\": \"(2, 2)\", \"no_bias\": \"True\"",
        "relu0",
        "sc_weight");
    node("elemwise_add", "plus", "", "bn1", "sc");
    node("Dropout", "drop", "\"p\": \"0.4\"", "plus");
    array("pre_fc1_weight", 4, 128);
    array("pre_fc1_bias", 4);
    node("FullyConnected", "pre_fc1", "", "drop", "pre_fc1_weight", "pre_fc1_bias");
    norm("fc1", "\"fix_gamma\": \"True\", \"eps\": \"2e-05\"", "pre_fc1", 4);
  }

  private Path symbol(String head) throws IOException {
    return Files.writeString(
        folder.resolve("model-symbol.json"),
        "{\"nodes\": [%s], \"heads\": [[%d, 0, 0]]}"
            .formatted(String.join(", ", nodes), names.indexOf(head)));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Version 2 as MXNet 1.x writes it, or the layout of before 1.0: extents of 4 bytes. */
  private Path parameters(boolean old, Filled... more) throws IOException {
    List<Filled> all = new ArrayList<>(arrays.arrays());
    all.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(little(24).putLong(0x112).putLong(0).putLong(all.size()).array());
    for (Filled array : all) {
      ByteBuffer begin = little(64);
      if (!old) {
        begin.putInt(0xF993FAC9).putInt(0);
      }
      begin.putInt(array.shape().size());
      for (long extent : array.shape()) {
        if (old) {
          begin.putInt((int) extent);
        } else {
          begin.putLong(extent);
        }
      }
      begin.putInt(1).putInt(0).putInt(0);
      out.write(begin.array(), 0, begin.position());
      out.write(PyTorchBytes.bytes(array.values()));
    }
    out.write(little(8).putLong(all.size()).array());
    for (Filled array : all) {
      String kind = array.name().contains("_moving_") ? "aux:" : "arg:";
      byte[] name = (kind + array.name()).getBytes(StandardCharsets.UTF_8);
      out.write(little(8).putLong(name.length).array());
      out.write(name);
    }
    return Files.write(folder.resolve("model-0042.params"), out.toByteArray());
  }

  private static ForeignNetwork read(Path file) {
    return WeightsReading.read(file, "", OptionalInt.of(SIDE_PX));
  }

  private static void gives(ForeignNetwork network) {
    FloatBuffer picture = Floats.direct(3 * SIDE_PX * SIDE_PX);
    for (int i = 0; i < picture.capacity(); i++) {
      picture.put(i, (float) (127.5 + 127.5 * Math.sin(0.01 * i)));
    }
    try (BackboneExecutor executor =
        NamedRegistry.of(BackboneEngine.class)
            .get("onednn")
            .executor(network.graph(), EngineOptions.SLOW_ALLOWED)) {
      FloatBuffer embedding = Floats.direct(EXPECTED.length);
      executor.forwardInference(picture, 1, embedding);
      for (int i = 0; i < EXPECTED.length; i++) {
        assertThat(embedding.get(i)).isCloseTo(EXPECTED[i], within(2e-6f));
      }
    } finally {
      network.graph().close();
    }
  }

  @Test
  void eitherFileFindsTheOther() throws IOException {
    Path symbol = symbol("fc1");
    Path parameters = parameters(false);
    gives(read(symbol));
    gives(read(parameters));
    assertThat(read(symbol).input().orElseThrow().std()).containsOnly(1 / 255.0);
  }

  @Test
  void filesOfBeforeVersionOne() throws IOException {
    symbol("fc1");
    gives(read(parameters(true)));
  }

  /** A symbol saved in training goes on to the class centres: the embedding is fc1 all the same. */
  @Test
  void theEmbeddingIsFc1() throws IOException {
    array("fc7_weight", 3, 4);
    node("FullyConnected", "fc7", "\"no_bias\": \"True\"", "fc1", "fc7_weight");
    symbol("fc7");
    gives(read(parameters(false)));
  }

  /** The first operators of insightface's GNAP head. */
  @Test
  void normAwarePoolingIsRefusedByItsName() throws IOException {
    norm("bn6f", "", "plus", 8);
    node("_mul", "square", "", "bn6f", "bn6f");
    symbol("square");
    Path parameters = parameters(false);
    assertThatThrownBy(() -> WeightsReading.read(parameters, "square", OptionalInt.of(SIDE_PX)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("an embedding depends on its neighbours");
  }

  private void refused(Path file, String complaint) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    Path symbol = symbol("fc1");
    refused(symbol, "expected one file model-NNNN.params, found none");
    Path left = parameters(false, new Filled("conv9_weight", List.of(1L), new float[1]));
    refused(left, "arrays left over, not of");
    Path parameters = parameters(false);
    Files.copy(parameters, folder.resolve("model-0001.params"));
    refused(symbol, "found [model-0001.params, model-0042.params]");
    Files.writeString(symbol, Files.readString(symbol).replace("LeakyReLU", "SoftReLU"));
    refused(parameters, "node 'relu0' is a SoftReLU, none of Activation, BatchNorm");
    Files.delete(symbol);
    refused(parameters, "there is no model-symbol.json");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    symbol("fc1");
    Path file = parameters(false);
    byte[] whole = Files.readAllBytes(file);
    for (int length : List.of(30, 100, whole.length / 2, whole.length - 1)) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused(file, "cut off, damaged");
    }
    byte[] huge = whole.clone();
    Arrays.fill(huge, 16, 23, (byte) 0x7f);
    Files.write(file, huge);
    refused(file, "arrays are announced");
  }
}
