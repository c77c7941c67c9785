package org.facemargin.evaluation.templates;

import java.util.List;

/**
 * Pairs of templates.
 *
 * @param first first template id of each pair; owned by this record
 * @param second second template id
 * @param same whether both show one person
 * @param remarks what the list says of itself
 */
public record TemplatePairs(int[] first, int[] second, boolean[] same, List<String> remarks) {

  /** Number of pairs. */
  public int size() {
    return same.length;
  }
}
