package org.facemargin.evaluation.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.RandomStream;

/**
 * 32-bit floats as the values a network takes, and what it gives as 32-bit floats. Pictures of
 * bytes are rounded to them and must lie in 0..255.
 *
 * @param environment ONNX Runtime
 * @param input type of the values it takes
 * @param network what messages call it
 */
record OnnxTensors(OrtEnvironment environment, OnnxJavaType input, String network) {

  private static final Set<OnnxJavaType> REALS =
      Set.of(OnnxJavaType.FLOAT, OnnxJavaType.DOUBLE, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

  private static final double NEARLY_WHOLE = 1e-3;

  OnnxTensors {
    if (!(REALS.contains(input) && input != OnnxJavaType.BFLOAT16) && input != OnnxJavaType.UINT8) {
      throw new ConfigurationException(
          "the network takes values of type "
              + input
              + ", expected FLOAT, DOUBLE, FLOAT16 or UINT8.");
    }
  }

  /**
   * @throws DataException if an output's values are no real numbers
   */
  void requireReal(String output, OnnxJavaType type) {
    if (!REALS.contains(type)) {
      throw DataException.of(
          "Output '%s' of '%s' holds %s values, expected real numbers: it is no embedding.",
          output, network, type);
    }
  }

  OnnxTensor of(float[] values, int count, long[] shape) throws OrtException {
    return switch (input) {
      case DOUBLE -> {
        DoubleBuffer doubles = DoubleBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
          doubles.put(i, values[i]);
        }
        yield OnnxTensor.createTensor(environment, doubles, shape);
      }
      case FLOAT16 -> {
        ByteBuffer halves =
            ByteBuffer.allocateDirect(count * Short.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
          halves.putShort(i * Short.BYTES, HalfFloats.of(values[i]));
        }
        yield OnnxTensor.createTensor(environment, halves, shape, OnnxJavaType.FLOAT16);
      }
      case UINT8 -> OnnxTensor.createTensor(environment, bytes(values, count), shape, input);
      default -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values, 0, count), shape);
    };
  }

  private ByteBuffer bytes(float[] values, int count) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      int rounded = Math.round(values[i]);
      if (rounded < 0 || rounded > 255 || Math.abs(values[i] - rounded) > NEARLY_WHOLE) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "'%s' takes bytes, but its card makes a pixel %s; a card for bytes has mean 0 and"
                    + " std 1/255 (0.00392156862745098).",
                network,
                values[i]));
      }
      bytes.put(i, (byte) rounded);
    }
    return bytes;
  }

  float[] floats(String name, OnnxTensor tensor) {
    requireReal(name, tensor.getInfo().type);
    if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
      DoubleBuffer doubles = tensor.getDoubleBuffer();
      float[] floats = new float[doubles.remaining()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles.get(i);
      }
      return floats;
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  /** Pictures of noise as a network takes them, the same in each process. */
  float[] randomPixels(ImageSpec image, int count) {
    SplittableRandom random = RandomStream.of(0, "company").generator();
    float[] inputs = new float[count * image.valuesPerImage()];
    for (int i = 0; i < count; i++) {
      FaceImage noise = FaceImage.noise(image.widthPx(), image.heightPx(), random);
      image.write(noise, false, inputs, i * image.valuesPerImage());
    }
    return inputs;
  }
}
