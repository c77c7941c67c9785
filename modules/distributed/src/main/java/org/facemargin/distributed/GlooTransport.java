package org.facemargin.distributed;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.gloo.Device;
import org.bytedeco.pytorch.presets.torch_gloo;
import org.facemargin.training.ranks.Collective;
import org.facemargin.training.ranks.RankPlace;
import org.facemargin.training.ranks.RankTransport;

/**
 * Gloo over TCP, for processors of any kind. Interface: the one named by {@code
 * GLOO_SOCKET_IFNAME}, else the one by which rank 0 is reached.
 *
 * <p>Source: PyTorch, {@code torch/csrc/distributed/c10d/ProcessGroupGloo.hpp}, 2.10.
 */
@AutoService(RankTransport.class)
public final class GlooTransport implements RankTransport {

  @Override
  public String name() {
    return "gloo";
  }

  @Override
  public String description() {
    return "PyTorch's Gloo over TCP, on one machine or several";
  }

  @Override
  public Collective join(RankPlace place, Duration timeout, Consumer<String> notes) {
    NativeLibraries.load(() -> Loader.load(torch_gloo.class));
    NetworkPath path = NetworkPath.to(place.host(), place.port());
    Roll roll = Roll.open(place, timeout);
    roll.awaitEveryone();
    Device device = ProcessGroupGloo.createDeviceForInterface(path.networkInterface());
    GlooDeviceVector devices = new GlooDeviceVector(device);
    ProcessGroupGloo.Options options =
        new ProcessGroupGloo.Options(new Milliseconds(timeout.toMillis())).devices(devices);
    ProcessGroupGloo group =
        roll.connecting(
            () -> new ProcessGroupGloo(roll.groupStore(), place.rank(), place.size(), options));
    Collective ranks =
        new C10dCollective(place, roll, "Gloo", group, List.of(options, devices, device));
    notes.accept(Speed.of(ranks).sentence(place, path));
    return ranks;
  }
}
