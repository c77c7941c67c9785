/**
 * Reports, made from values alone: a {@link org.facemargin.report.Page} becomes one self-contained
 * HTML file, a {@link org.facemargin.report.ReportTable} becomes Markdown, CSV or LaTeX.
 *
 * <p>To add a table format: one file implementing {@link org.facemargin.report.TableRenderer},
 * annotated {@code @AutoService}. Pages need no network: style and charts are inlined.
 *
 * <p>What does not belong here: computing what is shown.
 */
package org.facemargin.report;
