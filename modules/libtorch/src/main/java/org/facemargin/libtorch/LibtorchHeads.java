package org.facemargin.libtorch;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.facemargin.margins.MarginLoss;
import org.facemargin.training.heads.FusedHeadOptions.Unsampled;
import org.facemargin.training.heads.HeadEngine;
import org.facemargin.training.heads.MarginHead;

/** Every loss in libtorch's operations, on any of its devices. */
@AutoService(HeadEngine.class)
public final class LibtorchHeads implements HeadEngine {

  @Override
  public String name() {
    return LibtorchEngine.NAME;
  }

  @Override
  public String description() {
    return "every loss in libtorch's operations, where the backbone is";
  }

  @Override
  public MarginHead create(MarginLoss loss, Request request) {
    return new LibtorchHead(
        TorchDevice.of(request.placement()),
        loss,
        request.classes(),
        request.dimension(),
        options(request));
  }

  static LibtorchHeadOptions options(Request request) {
    Optional<DeviceRegulariser> regulariser =
        request
            .regulariser()
            .map(
                term ->
                    DeviceRegulariser.of(
                        term.name(), Double.parseDouble(term.parameters().get("lambda"))));
    return new LibtorchHeadOptions(
        request.options().sampleRate(),
        request.options().sampleSeed(),
        request.options().unsampled() == Unsampled.DECAYED,
        request.labelSmoothing(),
        regulariser);
  }
}
