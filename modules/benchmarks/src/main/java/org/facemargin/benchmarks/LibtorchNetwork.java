package org.facemargin.benchmarks;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** The network of a {@link NetworkScript} in libtorch's functions. */
final class LibtorchNetwork {

  /** One operation: reads tensors by name, writes one. */
  @FunctionalInterface
  private interface Operation {
    void apply(Map<String, Tensor> tensors, boolean training);
  }

  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};

  private final boolean channelsLast;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Tensor> trained = new ArrayList<>();
  private String last = "";

  LibtorchNetwork(Path folder, boolean channelsLast) {
    this.channelsLast = channelsLast;
    try (DataInputStream values =
        new DataInputStream(
            new BufferedInputStream(
                Files.newInputStream(folder.resolve(NetworkScript.VALUES)), 1 << 16))) {
      for (String line : Files.readAllLines(folder.resolve(NetworkScript.TEXT))) {
        add(line.split(" "), values);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Embeddings of a batch. */
  Tensor forward(Tensor input, boolean training) {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put("input", input);
    for (Operation operation : operations) {
      operation.apply(tensors, training);
    }
    return tensors.get(last);
  }

  /** The trained parameters. */
  TensorVector parameters() {
    return new TensorVector(trained.toArray(new Tensor[0]));
  }

  private void add(String[] words, DataInputStream values) throws IOException {
    String out = words[1];
    String[] inputs = words[2].split(",");
    last = out;
    switch (words[0]) {
      case "add" ->
          operations.add(
              (tensors, training) ->
                  tensors.put(out, tensors.get(inputs[0]).add(tensors.get(inputs[1]))));
      case "Convolution" -> convolution(out, inputs[0], words, values);
      case "BatchNorm" -> batchNorm(out, inputs[0], words, values);
      case "PRelu" -> prelu(out, inputs[0], words, values);
      case "Dense" -> dense(out, inputs[0], words, values);
      case "SqueezeExcitation" -> squeeze(out, inputs[0], words, values);
      case "Sampling" -> sampling(out, inputs[0], Long.parseLong(words[3]));
      default -> throw new IllegalArgumentException("Unknown operation " + words[0] + ".");
    }
  }

  private void convolution(String out, String in, String[] words, DataInputStream values)
      throws IOException {
    long[] shape = shape(words[3]);
    long stride = Long.parseLong(words[4]);
    long padding = Long.parseLong(words[5]);
    long groups = Long.parseLong(words[6]);
    // libtorch 2.10.0 computes other numbers from channels_last than from contiguous tensors in
    // grouped convolutions and in 1x1 ones with a stride (IResNet-50's last shortcut is a seventh
    // off): these read contiguous ones.
    boolean contiguous = groups > 1 || (shape[2] == 1 && shape[3] == 1 && stride > 1);
    UnaryOperator<Tensor> read = contiguous ? Tensor::contiguous : UnaryOperator.identity();
    Tensor weight = tensor(shape, values);
    Tensor kept =
        leaf(channelsLast && !contiguous ? weight.contiguous(MemoryFormat.ChannelsLast) : weight);
    TensorOptional none = new TensorOptional();
    long[] strides = {stride, stride};
    long[] paddings = {padding, padding};
    operations.add(
        (tensors, training) ->
            tensors.put(
                out,
                conv2d(read.apply(tensors.get(in)), kept, none, strides, paddings, ONE, groups)));
  }

  private void batchNorm(String out, String in, String[] words, DataInputStream values)
      throws IOException {
    long[] shape = shape(words[3]);
    double epsilon = Double.parseDouble(words[4]);
    double momentum = Double.parseDouble(words[5]);
    boolean fixed = Boolean.parseBoolean(words[6]);
    Tensor gamma = tensor(shape, values);
    TensorOptional scale = new TensorOptional(fixed ? gamma : leaf(gamma));
    TensorOptional shift = new TensorOptional(leaf(tensor(shape, values)));
    TensorOptional mean = new TensorOptional(tensor(shape, values));
    TensorOptional variance = new TensorOptional(tensor(shape, values));
    operations.add(
        (tensors, training) ->
            tensors.put(
                out,
                batch_norm(
                    tensors.get(in),
                    scale,
                    shift,
                    mean,
                    variance,
                    training,
                    momentum,
                    epsilon,
                    false)));
  }

  private void prelu(String out, String in, String[] words, DataInputStream values)
      throws IOException {
    Tensor slope = leaf(tensor(shape(words[3]), values).flatten());
    operations.add(
        (tensors, training) ->
            tensors.put(out, org.bytedeco.pytorch.global.torch.prelu(tensors.get(in), slope)));
  }

  private void dense(String out, String in, String[] words, DataInputStream values)
      throws IOException {
    long[] shape = shape(words[3]);
    Tensor weight = leaf(tensor(shape, values));
    TensorOptional bias =
        Boolean.parseBoolean(words[4])
            ? new TensorOptional(leaf(tensor(new long[] {shape[0]}, values)))
            : new TensorOptional();
    operations.add(
        (tensors, training) ->
            tensors.put(out, linear(tensors.get(in).flatten(1, -1), weight, bias)));
  }

  private void squeeze(String out, String in, String[] words, DataInputStream values)
      throws IOException {
    long[] shape = shape(words[3]);
    Tensor reduce = leaf(tensor(shape, values));
    Tensor expand = leaf(tensor(new long[] {shape[1], shape[0], 1, 1}, values));
    operations.add(
        (tensors, training) -> {
          Tensor x = tensors.get(in);
          Tensor hidden = relu(conv2d(adaptive_avg_pool2d(x, ONE), reduce));
          tensors.put(out, x.mul(sigmoid(conv2d(hidden, expand))));
        });
  }

  private void sampling(String out, String in, long stride) {
    long[] step = {stride, stride};
    operations.add(
        (tensors, training) ->
            tensors.put(out, max_pool2d(tensors.get(in), ONE, step, NONE, ONE, false)));
  }

  private Tensor leaf(Tensor tensor) {
    Tensor kept = tensor.set_requires_grad(true);
    trained.add(kept);
    return kept;
  }

  private static long[] shape(String words) {
    return Arrays.stream(words.split(",")).mapToLong(Long::parseLong).toArray();
  }

  private static Tensor tensor(long[] shape, DataInputStream values) throws IOException {
    int length = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = values.readFloat();
    }
    return Libtorch.floats(numbers, shape);
  }
}
