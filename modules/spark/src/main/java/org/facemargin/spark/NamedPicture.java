package org.facemargin.spark;

import java.io.Serializable;

/**
 * A picture as it lies in its file.
 *
 * @param name unique in its set
 * @param bytes JPEG or PNG
 */
record NamedPicture(String name, byte[] bytes) implements Serializable {
  private static final long serialVersionUID = 1;
}
