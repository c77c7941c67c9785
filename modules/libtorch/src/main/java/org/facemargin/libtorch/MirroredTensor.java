package org.facemargin.libtorch;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.facemargin.training.optimisers.DirectFloats;

/**
 * Numbers on a device that this process reads now and then: on a GPU with a copy here, made when
 * asked for; on the processor the same memory.
 */
final class MirroredTensor implements AutoCloseable {

  private final TorchDevice device;
  private final FloatBuffer here;
  private final Tensor there;
  private boolean newerThere;

  /** Zeros. */
  MirroredTensor(TorchDevice device, long... shape) {
    this(device, DirectFloats.allocate(Arrays.stream(shape).reduce(1, (a, b) -> a * b)), shape);
  }

  /** The numbers of a buffer, which stays the copy here. */
  MirroredTensor(TorchDevice device, FloatBuffer here, long... shape) {
    this.device = device;
    this.here = here;
    this.there = device.onGpu() ? device.up(here, shape) : Torch.over(here, shape);
  }

  /** On the device. Call {@link #changedThere} after writing. */
  Tensor there() {
    return there;
  }

  void changedThere() {
    newerThere = device.onGpu();
  }

  /** Here, as new as this call. Call {@link #changedHere} after writing. */
  FloatBuffer here() {
    if (newerThere) {
      Torch.scoped(() -> device.down(there, here));
      newerThere = false;
    }
    return here.duplicate();
  }

  void changedHere() {
    if (device.onGpu()) {
      Torch.scoped(
          () ->
              Torch.withoutGradient(
                  () -> device.upInto(Torch.over(here, there.numel()), there.view(-1))));
      newerThere = false;
    }
  }

  @Override
  public void close() {
    there.close();
  }
}
