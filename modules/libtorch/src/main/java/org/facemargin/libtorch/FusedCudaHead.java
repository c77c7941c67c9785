package org.facemargin.libtorch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.facemargin.core.ConfigurationException;
import org.facemargin.cuda.CudaHeadConfiguration;
import org.facemargin.cuda.CudaMarginHead;
import org.facemargin.cuda.GpuDevice;
import org.facemargin.cuda.GpuMemory;
import org.facemargin.cuda.Precision;
import org.facemargin.margins.Link;
import org.facemargin.margins.LossState;
import org.facemargin.margins.MarginLoss;

/**
 * Kernels of our own over libtorch's memory, on its stream: class centres, embeddings and gradients
 * are its tensors, read and written where they are. Regularisers are added by libtorch.
 *
 * <p>Memory: products of a tile of classes, at most 1 GiB, or of all classes where the link is an
 * alpha-divergence; nothing else of the size of N · C or C · d.
 */
final class FusedCudaHead extends DeviceHead {

  private static final long MOST_PRODUCTS = 1L << 30;

  private final MarginLoss loss;
  private final GpuDevice kernels;
  private LossState state;
  private CudaMarginHead head;
  private int rows;

  /**
   * @param kernels makes the device the kernels run on, in order with libtorch's; closed with this
   */
  FusedCudaHead(
      TorchDevice device,
      Supplier<GpuDevice> kernels,
      MarginLoss loss,
      int classes,
      int dimension,
      LibtorchHeadOptions options) {
    super(device, classes, dimension, options);
    if (options.labelSmoothing() > 0) {
      throw new ConfigurationException(
          "head.kind cuda does not smooth labels; head.kind fused does on every device.");
    }
    this.loss = loss;
    this.state = loss.initialState();
    this.kernels = kernels.get();
  }

  private CudaMarginHead headFor(int batch) {
    if (head == null || batch > rows) {
      closeHead();
      head =
          CudaMarginHead.resident(
              kernels,
              loss,
              new CudaHeadConfiguration(
                  classes(), dimension(), batch, Precision.FLOAT32, products(batch), false));
      head.restore(state);
      rows = batch;
    }
    return head;
  }

  private long products(long batch) {
    long all = Float.BYTES * batch * classes();
    return loss.link() instanceof Link.AlphaDivergence
        ? all
        : Math.max(Float.BYTES * batch, Math.min(all, MOST_PRODUCTS));
  }

  @Override
  HeadPass pass(Tensor embeddings, int[] labels) {
    device().switchTo(true);
    return Torch.kept(
        () -> Torch.withoutGradient(() -> run(embeddings.contiguous(), labels)), HeadPass::tensors);
  }

  private HeadPass run(Tensor embeddings, int[] labels) {
    Looked looked = look(labels);
    int count = (int) looked.centres().size(0);
    Tensor places = device().up(looked.positions()).to(ScalarType.Int);
    Tensor dx = device().empty(labels.length, dimension());
    Tensor dw = device().empty(count, dimension());
    CudaMarginHead.RowValues found =
        headFor(labels.length)
            .passResident(
                new CudaMarginHead.Resident(
                    memory(looked.centres()),
                    count,
                    memory(embeddings),
                    memory(places),
                    labels.length,
                    memory(dx),
                    memory(dw)));
    if (state.values().length > 0) {
      device().countDown(2L * Float.BYTES * labels.length);
    }
    state = head.state();
    Tensor mean = doubles(found.losses(), labels.length).mean().view(1);
    Tensor value =
        options()
            .regulariser()
            .map(term -> mean.add(term.addTo(looked.centres(), dw).view(1)))
            .orElse(mean);
    return new HeadPass(
        value,
        doubles(found.targetCosines(), labels.length),
        doubles(found.norms(), labels.length),
        dx,
        dw,
        looked.sample());
  }

  private static GpuMemory memory(Tensor tensor) {
    return new GpuMemory(tensor.data_ptr().address(), tensor.nbytes());
  }

  /** A copy of the kernels' floats, in double precision. */
  private Tensor doubles(GpuMemory memory, long count) {
    Pointer there =
        new Pointer() {
          {
            address = memory.address();
          }
        };
    return from_blob(there, new long[] {count}, device().options(ScalarType.Float))
        .to(ScalarType.Double);
  }

  @Override
  long passBytes(int batch) {
    long looked = (long) Math.ceil(options().sampleRate() * classes());
    long copies = options().samples() ? 3 : 1;
    return products(batch) + Float.BYTES * looked * copies * dimension();
  }

  @Override
  public LossState state() {
    return state;
  }

  @Override
  public void restore(LossState restored) {
    state = restored;
    if (head != null) {
      head.restore(restored);
    }
  }

  @Override
  public String description() {
    return "kernels of our own on " + device().word() + ", fp32" + suffix();
  }

  private void closeHead() {
    if (head != null) {
      head.close();
      head = null;
    }
  }

  @Override
  public void close() {
    closeHead();
    kernels.close();
    super.close();
  }
}
