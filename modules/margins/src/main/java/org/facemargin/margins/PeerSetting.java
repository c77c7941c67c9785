package org.facemargin.margins;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Settings at which a loss computes what somebody else's code does.
 *
 * @param peer whose code, and which version or configuration of it
 * @param settings values by parameter name, beside the defaults; empty where the defaults do it
 */
public record PeerSetting(String peer, Map<String, String> settings) {

  public PeerSetting {
    settings = Map.copyOf(settings);
  }

  /** The settings as in YAML, sorted: {@code "beyond_pi: clamp, gradient: detached"}. */
  public String yaml() {
    return settings.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
