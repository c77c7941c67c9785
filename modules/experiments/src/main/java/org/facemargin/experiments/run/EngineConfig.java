package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.backbones.BackboneEngine;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.EngineOptions.Winograd;
import org.facemargin.backbones.Placement;
import org.facemargin.backbones.Placement.Precision;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.yaml.ConfigReader;

/**
 * What executes the backbone. It is part of a run's configuration, because two engines agree to
 * rounding only.
 *
 * @param name registry name, or {@link #AUTO}
 * @param options what is allowed
 */
public record EngineConfig(String name, EngineOptions options) {

  /** The fastest engine that works on this machine. */
  public static final String AUTO = "auto";

  /** The optional engine, on whose device other engines are not. */
  static final String LIBTORCH = "libtorch";

  /** There where the kernel has NVIDIA's driver. */
  static final Path NVIDIA_DRIVER = Path.of("/proc/driver/nvidia/version");

  static EngineConfig from(ConfigReader reader) {
    List<String> names = new ArrayList<>(NamedRegistry.of(BackboneEngine.class).names());
    names.add(AUTO);
    if (!names.contains(LIBTORCH) && reader.has("name") && reader.word("name").equals(LIBTORCH)) {
      throw reader.error(
          "name",
          "is libtorch, whose module was not built: ./facemargin builds it (90 MB of downloads)"
              + " when the run's file or --set names it, 'mvn -Plibtorch package' without the"
              + " launcher");
    }
    String name = reader.oneOf("name", names, AUTO);
    return new EngineConfig(
        name,
        new EngineOptions(
            reader.flag("slow_path_allowed", false),
            reader.choice("winograd", Winograd.class, Winograd.AUTO),
            placement(name, reader)));
  }

  /** Asked of the engine that has a choice; of "auto" only where the user cares. */
  private static Placement placement(String name, ConfigReader reader) {
    boolean all = name.equals(LIBTORCH);
    boolean any = all || name.equals(AUTO);
    Placement usual = Placement.DEFAULT;
    return new Placement(
        all || any && reader.has("device") ? reader.word("device", usual.device()) : usual.device(),
        all || any && reader.has("precision")
            ? reader.choice("precision", Precision.class, usual.precision())
            : usual.precision(),
        (all || any && reader.has("deterministic"))
            && reader.flag("deterministic", usual.deterministic()));
  }
}
