package org.facemargin.faces.pairs;

/**
 * Two pictures and whether they show one person.
 *
 * @param first position of the first picture in its source
 * @param second position of the second picture
 * @param same whether both show the same person
 */
public record FacePair(int first, int second, boolean same) {}
