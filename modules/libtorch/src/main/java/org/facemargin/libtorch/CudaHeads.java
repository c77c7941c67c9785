package org.facemargin.libtorch;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.global.torch_cuda;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.cuda.CudaDevice;
import org.facemargin.cuda.GpuDevice;
import org.facemargin.cuda.KernelCache;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadRequest;
import org.facemargin.training.heads.MarginHead;

/** Kernels of our own beside a backbone of libtorch's, on its GPU and its stream. */
@AutoService(HeadKind.class)
public final class CudaHeads implements HeadKind {

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public String description() {
    return "every loss by kernels of our own, on libtorch's NVIDIA GPU";
  }

  @Override
  public List<Parameter> parameters() {
    return LibtorchHeads.PARAMETERS;
  }

  @Override
  public boolean seesEveryClass(Settings settings) {
    return settings.number("sample_rate") == 1;
  }

  @Override
  public boolean addsTerms() {
    return true;
  }

  @Override
  public MarginHead create(HeadRequest request) {
    TorchDevice device = LibtorchHeads.device(request);
    if (!device.onGpu()) {
      throw new ConfigurationException(
          "head.kind cuda is for engine.name libtorch on engine.device cuda, which is "
              + device.word()
              + " here; head.kind fused works on every device.");
    }
    return new FusedCudaHead(
        device,
        () -> open(device.gpu()),
        request.loss(),
        request.classes(),
        request.dimension(),
        LibtorchHeads.options(request));
  }

  /** On the stream libtorch computes on. */
  private static GpuDevice open(int gpu) {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "facemargin", "kernels");
    return CudaDevice.open(
        gpu,
        new KernelCache(cache),
        new CudaDevice.Stream(torch_cuda.getCurrentCUDAStream((byte) gpu).stream()));
  }
}
