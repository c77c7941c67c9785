package org.facemargin.backbones;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.ConfigurationException;

/**
 * Where and how exactly an engine computes.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}; auto is a GPU where the
 *     engine can use one and the processor else
 * @param precision of convolutions and matrix products
 * @param deterministic whether the same step gives the same bits, at the cost of faster algorithms
 */
public record Placement(String device, Precision precision, boolean deterministic) {

  /** What is chosen for the user. */
  public static final String AUTO = "auto";

  /** The processor. */
  public static final String CPU = "cpu";

  /** Wherever the engine is best, in float32. */
  public static final Placement DEFAULT = new Placement(AUTO, Precision.FP32, false);

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /** How convolutions and matrix products are computed; everything else is float32 throughout. */
  public enum Precision {
    /** float32. */
    FP32,
    /** float32 values whose products keep 10 bits of the mantissa; on NVIDIA's Ampere and later. */
    TF32,
    /** bfloat16 values and float32 sums. */
    BF16;

    /** As written in YAML. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Placement {
    if (!device.equals(AUTO) && !device.equals(CPU) && !CUDA.matcher(device).matches()) {
      throw new ConfigurationException(
          "engine.device is '" + device + "', expected auto, cpu, cuda or cuda:N.");
    }
    if (device.equals(CPU) && precision == Precision.TF32) {
      throw new ConfigurationException(
          "engine.precision tf32 is a way of NVIDIA GPUs to multiply; on engine.device cpu it is"
              + " fp32 or bf16.");
    }
  }

  /** The GPU asked for by number, 0 for {@code cuda} alone; empty where none is. */
  public OptionalInt gpu() {
    Matcher matcher = CUDA.matcher(device);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /**
   * For engines of the processor that know float32 alone.
   *
   * @throws ConfigurationException if something else is asked for
   */
  public void requireProcessor(String engine) {
    if (gpu().isPresent() || precision != Precision.FP32) {
      throw ConfigurationException.of(
          "The engine '%s' runs on the processor in fp32, asked for are engine.device %s and"
              + " engine.precision %s: engine.name libtorch has them.",
          engine, device, precision.word());
    }
  }
}
