package org.facemargin.core;

/**
 * Something a user names in YAML or on the command line: a loss, a backbone, a protocol, a metric,
 * a renderer.
 */
public interface Named {

  /** The registry name: kebab-case, stable across releases, never a class name. */
  String name();
}
