package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.EngineOptions.Winograd;
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

  static EngineConfig from(ConfigReader reader) {
    List<String> names = new ArrayList<>(Backbones.engines().names());
    names.add(AUTO);
    return new EngineConfig(
        reader.oneOf("name", names, AUTO),
        new EngineOptions(
            reader.flag("slow_path_allowed", false),
            reader.choice("winograd", Winograd.class, Winograd.AUTO)));
  }
}
