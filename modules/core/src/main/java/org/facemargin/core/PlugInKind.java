package org.facemargin.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks an interface whose implementations are plug-ins, found by {@link NamedRegistry#of}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlugInKind {

  /** What a user calls such a thing, in the singular: "loss", "backbone". */
  String value();
}
