package org.facemargin.margins;

/**
 * A parameter of a loss that is a margin: what the theory can seek the best value of.
 *
 * @param name the parameter's name
 * @param atNorm norm of the raw embeddings it is sought for; 1 where the loss does not read the
 *     norm
 */
public record MarginParameter(String name, double atNorm) {}
