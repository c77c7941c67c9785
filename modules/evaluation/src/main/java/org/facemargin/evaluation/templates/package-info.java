/**
 * Template protocols of IJB-B and IJB-C: pictures pooled into templates ({@link
 * org.facemargin.evaluation.templates.TemplatePooling}), 1:1 verification over a list of template
 * pairs, 1:N open-set identification against two galleries.
 */
package org.facemargin.evaluation.templates;
