package org.facemargin.benchmarks;

import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.DataException;
import org.facemargin.cuda.CudaDevice;
import org.facemargin.cuda.CudaException;
import picocli.CommandLine.Option;

/** Where a measurement runs, and how exactly. */
final class BenchDevice {

  @Option(
      names = "--device",
      defaultValue = Placement.CPU,
      description = "cpu, cuda or cuda:N, an NVIDIA GPU beside --peer pytorch; default: cpu.")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "fp32, tf32 or bf16; on cpu bf16 with --engine libtorch only; default: fp32.")
  private Placement.Precision precision;

  /** What was asked for, checked. */
  Placement placement() {
    if (device.equals(Placement.AUTO)) {
      throw new ConfigurationException("--device is 'auto', expected cpu, cuda or cuda:N.");
    }
    return new Placement(device, precision, false);
  }

  /** Whether it is the processor in float32, where everything can be measured. */
  boolean isPlain() {
    return placement().equals(new Placement(Placement.CPU, Placement.Precision.FP32, false));
  }

  boolean onGpu() {
    return placement().gpu().isPresent();
  }

  /**
   * Asks for the GPU, if it is one.
   *
   * @throws DataException if there is none that can be used; the message says what is missing
   */
  void require() {
    if (onGpu()) {
      try (CudaDevice there = CudaHeadWorkload.open(placement())) {
        there.synchronise();
      } catch (CudaException e) {
        throw new DataException(e.getMessage(), e);
      }
    }
  }
}
