/**
 * Where a run's pictures and pairs come from, by the {@code kind:} its YAML names. To add a kind:
 * one file implementing {@link org.facemargin.experiments.source.FaceSourceKind} or {@link
 * org.facemargin.experiments.source.PairSourceKind}, annotated {@code @AutoService}.
 *
 * <p>Reading a configuration opens nothing: data is touched by {@code open()}.
 */
package org.facemargin.experiments.source;
