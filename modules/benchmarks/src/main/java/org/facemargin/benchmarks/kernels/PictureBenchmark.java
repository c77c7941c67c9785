package org.facemargin.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.facemargin.core.FaceImage;
import org.facemargin.faces.image.ImageCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Decoding of one 112x112 JPEG of a smooth picture with a little noise. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PictureBenchmark {

  private static final int SIZE_PX = 112;
  private static final int NOISE = 16;

  private byte[] encoded;

  /** Draws and encodes the picture. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    byte[] pixels = new byte[SIZE_PX * SIZE_PX * 3];
    for (int i = 0; i < pixels.length; i++) {
      int row = i / (3 * SIZE_PX);
      int column = i / 3 % SIZE_PX;
      pixels[i] = (byte) (row + column / 2 + random.nextInt(NOISE));
    }
    encoded =
        ImageCodec.jpeg(new FaceImage(SIZE_PX, SIZE_PX, pixels), ImageCodec.DEFAULT_JPEG_QUALITY);
  }

  /** Bytes of the file to pixels. */
  @Benchmark
  public FaceImage decode() {
    return ImageCodec.decode(encoded, "benchmark");
  }
}
