package org.facemargin.backbones.plan;

import org.bytedeco.dnnl.memory;

/** A place and the layout it is read or written with. */
record Operand(Place place, memory.desc layout) {}
