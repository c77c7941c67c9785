package org.facemargin.libtorch;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.facemargin.backbones.Placement;
import org.facemargin.core.ConfigurationException;
import org.facemargin.core.Decimals;
import org.facemargin.core.Parameter;
import org.facemargin.core.Settings;
import org.facemargin.training.heads.FusedHeadOptions.Unsampled;
import org.facemargin.training.heads.HeadKind;
import org.facemargin.training.heads.HeadRequest;
import org.facemargin.training.heads.HeadTerms;
import org.facemargin.training.heads.MarginHead;
import org.facemargin.training.ranks.Collective;

/** The {@link LibtorchHead} by name. */
@AutoService(HeadKind.class)
public final class LibtorchHeads implements HeadKind {

  private static final String SAMPLE_RATE = "sample_rate";
  private static final String UNSAMPLED = "unsampled";

  /** What every head of this module takes. */
  static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.number(
              SAMPLE_RATE, 1, 1e-6, 1, "Share of the classes a step looks at (PartialFC)."),
          Parameter.choice(
              UNSAMPLED, Unsampled.FROZEN, "What happens to the centres a step leaves out."));

  @Override
  public String name() {
    return LibtorchEngine.NAME;
  }

  @Override
  public String description() {
    return "libtorch's operations, where its backbone is: processor or NVIDIA GPU";
  }

  @Override
  public List<Parameter> parameters() {
    return PARAMETERS;
  }

  @Override
  public boolean seesEveryClass(Settings settings) {
    return settings.number(SAMPLE_RATE) == 1;
  }

  @Override
  public boolean addsTerms() {
    return true;
  }

  @Override
  public MarginHead create(HeadRequest request) {
    return new LibtorchHead(
        device(request), request.loss(), request.classes(), request.dimension(), options(request));
  }

  static TorchDevice device(HeadRequest request) {
    int ranks = request.surroundings().find(Collective.class).map(Collective::size).orElse(1);
    if (ranks > 1) {
      throw new ConfigurationException(
          "Heads of libtorch's devices have every class, which is for one rank; here are "
              + ranks
              + ". Use head.kind: fused with engine.name: onednn, or leave --ranks away.");
    }
    return TorchDevice.of(request.surroundings().find(Placement.class).orElse(Placement.DEFAULT));
  }

  static LibtorchHeadOptions options(HeadRequest request) {
    HeadTerms terms = request.surroundings().find(HeadTerms.class).orElse(HeadTerms.NONE);
    Optional<DeviceRegulariser> regulariser =
        terms
            .regulariser()
            .map(
                term ->
                    DeviceRegulariser.of(
                        term.name(), Decimals.parse(term.parameters().get("lambda"))));
    return new LibtorchHeadOptions(
        request.settings().number(SAMPLE_RATE),
        request.seed(),
        request.settings().choice(UNSAMPLED, Unsampled.class) == Unsampled.DECAYED,
        terms.labelSmoothing(),
        regulariser);
  }
}
