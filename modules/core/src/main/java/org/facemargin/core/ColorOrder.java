package org.facemargin.core;

/** The order in which a network's three input planes are filled. */
public enum ColorOrder {
  RGB,
  BGR
}
