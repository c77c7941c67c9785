/**
 * What can be named in YAML and on the command line, as tables for people. To add a kind of thing:
 * one file implementing {@link org.facemargin.experiments.catalogue.Catalogue}, annotated
 * {@code @AutoService}.
 */
package org.facemargin.experiments.catalogue;
