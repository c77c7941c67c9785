package org.facemargin.faces.align;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_dnn.readNetFromONNX;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.StringVector;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.facemargin.core.DataException;

/** An ONNX network that OpenCV runs. For one thread at a time. */
final class DnnNetwork implements AutoCloseable {

  private final Path file;
  private final Net net;
  private final StringVector outputs;

  private DnnNetwork(Path file, Net net, StringVector outputs) {
    this.file = file;
    this.net = net;
    this.outputs = outputs;
  }

  /**
   * What an output holds.
   *
   * @param shape its sides
   * @param values its numbers in row-major order, owned by the caller
   */
  record Output(List<Integer> shape, float[] values) {}

  /**
   * Loads a network for pictures of one size.
   *
   * @param input name of its input
   * @param fixed whether the file itself fixes that size; else see {@link FixedInput}
   * @throws DataException if OpenCV cannot
   */
  static DnnNetwork load(Path file, String input, int widthPx, int heightPx, boolean fixed) {
    try {
      Net net =
          fixed
              ? readNetFromONNX(file.toString())
              : readNetFromONNX(FixedInput.of(file, input, widthPx, heightPx));
      return new DnnNetwork(file, net, net.getUnconnectedOutLayersNames());
    } catch (RuntimeException e) {
      throw new DataException(file + ": OpenCV cannot load it: " + sentence(e), e);
    }
  }

  /**
   * Puts one picture through.
   *
   * @param planes 3 · height · width numbers, channel by channel; not modified
   * @throws DataException if OpenCV fails
   */
  List<Output> run(float[] planes, int widthPx, int heightPx) {
    try (FloatPointer numbers = new FloatPointer(planes);
        Mat blob = new Mat(new int[] {1, 3, heightPx, widthPx}, CV_32F, numbers)) {
      return run(blob);
    }
  }

  /** Puts a blob of 1 x 3 x height x width through. */
  List<Output> run(Mat blob) {
    try (MatVector found = new MatVector()) {
      net.setInput(blob);
      net.forward(found, outputs);
      List<Output> all = new ArrayList<>();
      for (long i = 0; i < found.size(); i++) {
        try (Mat one = found.get(i)) {
          all.add(output(one));
        }
      }
      return all;
    } catch (RuntimeException e) {
      throw new DataException(file + ": OpenCV cannot run it: " + sentence(e), e);
    }
  }

  private static Output output(Mat mat) {
    List<Integer> shape = new ArrayList<>();
    for (int i = 0; i < mat.dims(); i++) {
      shape.add(mat.size(i));
    }
    if (mat.depth() != CV_32F) {
      throw new IllegalArgumentException("an output is not of 32-bit floats");
    }
    float[] values = new float[Math.toIntExact(mat.total())];
    try (Pointer data = mat.data();
        FloatPointer floats = new FloatPointer(data)) {
      floats.get(values);
    }
    return new Output(shape, values);
  }

  /** OpenCV's messages have several lines; the last part says what is wrong. */
  static String sentence(RuntimeException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }

  @Override
  public void close() {
    outputs.close();
    net.close();
  }
}
