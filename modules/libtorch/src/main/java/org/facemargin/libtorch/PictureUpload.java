package org.facemargin.libtorch;

import static org.bytedeco.pytorch.global.torch_cuda.getCurrentCUDAStream;
import static org.bytedeco.pytorch.global.torch_cuda.getStreamFromPool;
import static org.bytedeco.pytorch.global.torch_cuda.setCurrentCUDAStream;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.cuda.CUDAEvent;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pictures on their way to the device: from memory the system does not page out, on a stream of
 * their own, so that they travel while the step before computes.
 */
final class PictureUpload implements AutoCloseable {

  private final TorchDevice device;
  private Tensor staging;
  private CUDAStream stream;
  private CUDAEvent arrived;

  PictureUpload(TorchDevice device) {
    this.device = device;
    if (device.onGpu()) {
      stream = getStreamFromPool(false, (byte) device.gpu());
      arrived = new CUDAEvent();
    }
  }

  /** The pictures on the device; computing waits for them there, this process does not. */
  Tensor up(float[] pictures, long... shape) {
    if (staging == null || staging.numel() != pictures.length) {
      close();
      staging = Torch.lasting(() -> memory(pictures.length));
    }
    if (!device.onGpu()) {
      fill(pictures);
      return device.upInto(staging.view(shape), device.empty(shape));
    }
    arrived.synchronize();
    fill(pictures);
    CUDAStream computing = getCurrentCUDAStream((byte) device.gpu());
    setCurrentCUDAStream(stream);
    try {
      Tensor there = device.empty(shape);
      there.copy_(staging.view(shape), true);
      device.countUp(there.nbytes());
      arrived.record(stream);
      arrived.block(computing);
      there.record_stream(computing.unwrap());
      return there;
    } finally {
      setCurrentCUDAStream(computing);
    }
  }

  private Tensor memory(long length) {
    TensorOptions options =
        new TensorOptions(ScalarType.Float).pinned_memory(new BoolOptional(device.onGpu()));
    return torch.empty(new long[] {length}, options, new MemoryFormatOptional());
  }

  private void fill(float[] pictures) {
    new FloatPointer(staging.data_ptr_float()).put(pictures, 0, pictures.length);
  }

  @Override
  public void close() {
    if (staging != null) {
      staging.close();
    }
  }
}
