package org.facemargin.files.yaml;

/**
 * Where a value was written.
 *
 * @param source a file, or the option that set the value
 * @param line line in the source, from 1; not shown for options
 */
record Place(String source, int line) {

  @Override
  public String toString() {
    return line == 0 || source.startsWith("--set ") ? source : source + ":" + line;
  }
}
