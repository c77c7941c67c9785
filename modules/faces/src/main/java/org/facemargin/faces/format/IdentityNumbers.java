package org.facemargin.faces.format;

import java.util.Arrays;
import java.util.List;

/**
 * Numbers a source's labels 0, 1, 2, … in their order. Labels that have gaps, begin with 1 or are
 * identifiers would otherwise make classes that no picture belongs to: 20 million of them for the
 * labels 20190000 to 20190039.
 *
 * @param labels the distinct labels, in ascending order; owned by this record
 */
public record IdentityNumbers(long[] labels) {

  /** The numbering of these labels, which may come in any order and more than once. */
  public static IdentityNumbers of(long[] all) {
    return new IdentityNumbers(Arrays.stream(all).sorted().distinct().toArray());
  }

  /** How many identities there are. */
  public int count() {
    return labels.length;
  }

  /** The number of a label; negative if it is not among them. */
  public int numberOf(long label) {
    return Arrays.binarySearch(labels, label);
  }

  /** Whether labels are their own numbers. */
  public boolean isPlain() {
    return labels.length == 0 || labels[0] == 0 && labels[labels.length - 1] == labels.length - 1;
  }

  /** What is to be said of the numbering; nothing where it is plain. */
  public List<String> remarks() {
    return isPlain()
        ? List.of()
        : List.of(
            "labels run from "
                + labels[0]
                + " to "
                + labels[labels.length - 1]
                + " for "
                + labels.length
                + " identities; they are numbered 0 to "
                + (labels.length - 1)
                + " in their order");
  }
}
