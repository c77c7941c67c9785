/**
 * The vocabulary every other module speaks: images and what a network expects of them, embeddings,
 * the named registry, progress, seeds, provenance, and the two kinds of error a user can mend.
 *
 * <p>Entry types: {@link org.facemargin.core.FaceImage}, {@link org.facemargin.core.FaceEmbedder},
 * {@link org.facemargin.core.NamedRegistry}, {@link org.facemargin.core.ModelCard}.
 *
 * <p>To extend: implement {@link org.facemargin.core.Named} in the module that owns the kind of
 * thing and annotate it with {@code @AutoService}. What does not belong here: algorithms,
 * third-party libraries, anything that prints.
 */
package org.facemargin.core;
