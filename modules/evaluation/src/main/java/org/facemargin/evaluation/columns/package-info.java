/**
 * Tables kept column by column, such as Parquet's. Entry: {@link
 * org.facemargin.evaluation.columns.ColumnFiles}, which knows them by name and asks the {@link
 * org.facemargin.evaluation.columns.ColumnFormat} that reads them. The default build has none:
 * readers belong into modules of their own.
 */
package org.facemargin.evaluation.columns;
