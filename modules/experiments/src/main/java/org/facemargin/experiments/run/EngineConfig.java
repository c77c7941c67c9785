package org.facemargin.experiments.run;

import java.util.ArrayList;
import java.util.List;
import org.facemargin.backbones.Backbones;
import org.facemargin.backbones.EngineOptions;
import org.facemargin.backbones.EngineOptions.Winograd;
import org.facemargin.experiments.config.ConfigReader;

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

  private static final String REFERENCE = "nd4j";

  static EngineConfig from(ConfigReader reader) {
    List<String> names = new ArrayList<>(Backbones.engines().names());
    names.add(AUTO);
    return new EngineConfig(
        reader.oneOf("name", names, AUTO),
        new EngineOptions(
            reader.flag("slow_path_allowed", false),
            reader.choice("winograd", Winograd.class, Winograd.AUTO)));
  }

  /** The engines on the class path, the fastest first; the reference engine last. */
  public static List<String> fastestFirst() {
    List<String> names = new ArrayList<>(Backbones.engines().names());
    if (names.remove(REFERENCE)) {
      names.add(REFERENCE);
    }
    return names;
  }

  /** The engines on the class path that are not the reference, which is far slower. */
  public static List<String> fast() {
    List<String> names = new ArrayList<>(fastestFirst());
    names.remove(REFERENCE);
    return names;
  }
}
