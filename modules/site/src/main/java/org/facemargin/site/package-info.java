/**
 * The documentation site: Markdown pages and generated references become one folder of HTML that is
 * read without a network.
 *
 * <p>Entry: {@link org.facemargin.site.DocumentationSite}. To add a page: a file in {@code
 * modules/site/pages} and a line in its {@code navigation.md}. Pages that the program knows best
 * are made from it: commands from the command line's own model, keys from what the reading code
 * asks for, names from the registries.
 *
 * <p>What does not belong here: facts that the code can tell itself.
 */
package org.facemargin.site;
