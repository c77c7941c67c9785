package org.facemargin.faces.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * OpenCV gives what ONNX Runtime gives, at sizes that files fix and at sizes that they leave open.
 */
class DetectorRuntimeTest {

  private Path models;

  @BeforeEach
  void findData() {
    String data = System.getenv("FACEMARGIN_DATA");
    assumeTrue(data != null, "FACEMARGIN_DATA is not set: no detectors to run.");
    models = Path.of(data, "models");
  }

  /** A smooth pattern in [-1, 1], other in each channel. */
  private static float[] pattern(int side) {
    float[] planes = new float[3 * side * side];
    for (int i = 0; i < planes.length; i++) {
      int y = i / side % side;
      int x = i % side;
      planes[i] = (float) (Math.sin(x / 37.0 + i / (side * side)) * Math.cos(y / 29.0));
    }
    return planes;
  }

  private static List<float[]> reference(Path onnx, float[] planes, int side) throws OrtException {
    long[] shape = {1, 3, side, side};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    List<float[]> outputs = new ArrayList<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(onnx.toString(), options);
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(planes), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        outputs.add(values);
      }
    }
    return outputs;
  }

  @ParameterizedTest
  @CsvSource({
    "scrfd_2.5g_bnkps.onnx, 640",
    "scrfd_2.5g_bnkps.onnx, 320",
    "face_detection_yunet_2023mar.onnx, 640"
  })
  void outputsAreThoseOfOnnxRuntime(String name, int side) throws OrtException {
    NetworkShape shape = NetworkShape.of(models.resolve(name));
    float[] planes = pattern(side);
    List<float[]> expected = reference(shape.file(), planes, side);
    try (DnnNetwork network =
        DnnNetwork.load(shape.file(), shape.inputName(), side, side, shape.fixed())) {
      List<DnnNetwork.Output> outputs = network.run(planes, side, side);
      assertThat(outputs).hasSameSizeAs(expected);
      for (DnnNetwork.Output output : outputs) {
        double nearest =
            expected.stream()
                .filter(values -> values.length == output.values().length)
                .mapToDouble(values -> largestDifference(values, output.values()))
                .min()
                .orElseThrow();
        assertThat(nearest).as(output.shape().toString()).isCloseTo(0, within(1e-4));
      }
    }
  }

  private static double largestDifference(float[] a, float[] b) {
    double[] differences = new double[a.length];
    Arrays.setAll(differences, i -> Math.abs(a[i] - b[i]));
    return Arrays.stream(differences).max().orElse(0);
  }
}
