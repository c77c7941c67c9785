package org.facemargin.core;

import java.util.List;

/**
 * Several plug-ins of one kind that differ in numbers only, so that one file declares them all.
 * Registered with {@code @AutoService(PlugInFamily.class)}.
 */
public interface PlugInFamily {

  /** The plug-ins, each under its own name. */
  List<? extends Named> members();
}
