package org.facemargin.backbones.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.ImageSpec;

/** An ONNX file in ONNX Runtime. */
final class InOnnxRuntime implements FaceEmbedder {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final ImageSpec image;
  private final int dimension;

  InOnnxRuntime(Path file, ImageSpec image, int dimension) throws OrtException {
    this.image = image;
    this.dimension = dimension;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(file.toString(), options);
    }
  }

  long[] inputShape() throws OrtException {
    return ((TensorInfo) session.getInputInfo().values().iterator().next().getInfo()).getShape();
  }

  String metadata(String key) throws OrtException {
    return session.getMetadata().getCustomMetadataValue(key).orElseThrow();
  }

  @Override
  public ImageSpec imageSpec() {
    return image;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int maxBatch() {
    return 8;
  }

  @Override
  public void embed(float[] inputs, int count, float[] embeddings, int offset) {
    long[] shape = {count, 3, image.heightPx(), image.widthPx()};
    FloatBuffer values = FloatBuffer.wrap(inputs, 0, count * image.valuesPerImage());
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(embeddings, offset, count * dimension);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
