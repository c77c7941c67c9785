package org.facemargin.benchmarks;

import java.nio.file.Path;
import org.facemargin.backbones.Placement;
import org.facemargin.benchmarks.gpu.GpuHead;
import org.facemargin.cuda.CudaDevice;
import org.facemargin.cuda.KernelCache;
import org.facemargin.cuda.Precision;

/** Forward, backward and update by our kernels on an NVIDIA GPU. */
final class CudaHeadWorkload implements Workload {

  /**
   * Device memory for the products of a tile: all classes at once up to two million and batch 512.
   */
  private static final long PRODUCTS_BYTES = 4L << 30;

  private final CudaDevice device;
  private final GpuHead head;

  CudaHeadWorkload(WorkSpec spec) {
    Placement placement = spec.placement();
    this.device = open(placement);
    int batch = spec.number("batch");
    int classes = spec.number("classes");
    this.head =
        new GpuHead(
            device,
            FusedHeadWorkload.loss(spec.word("loss")),
            new GpuHead.Work(
                classes,
                batch,
                spec.number("dim"),
                precision(placement.precision()),
                PRODUCTS_BYTES),
            HeadData::fillCentres,
            HeadData::fillEmbeddings,
            HeadData.labels(batch, classes));
  }

  /** The device, with kernels that were compiled once. */
  static CudaDevice open(Placement placement) {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "facemargin", "kernels");
    return CudaDevice.open(placement.gpu().orElseThrow(), new KernelCache(cache));
  }

  private static Precision precision(Placement.Precision asked) {
    return switch (asked) {
      case FP32 -> Precision.FLOAT32;
      case TF32 -> Precision.TF32;
      case BF16 -> Precision.BFLOAT16;
    };
  }

  @Override
  public void step() {
    head.step();
  }

  @Override
  public double check() {
    return head.firstLoss();
  }

  @Override
  public String description() {
    return device.description();
  }

  @Override
  public void close() {
    head.close();
    device.close();
  }
}
