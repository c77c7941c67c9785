package org.facemargin.evaluation.templates;

/**
 * Pairs of templates.
 *
 * @param first first template id of each pair; owned by this record
 * @param second second template id
 * @param same whether both show one person
 */
public record TemplatePairs(int[] first, int[] second, boolean[] same) {

  /** Number of pairs. */
  public int size() {
    return same.length;
  }
}
