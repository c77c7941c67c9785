/**
 * Tables of Apache Parquet as {@code evaluate} reads them: embeddings and scores, a file or a
 * folder of part files. In no default download; {@code ./facemargin} builds it when such a file is
 * named.
 *
 * <p>Entry: {@link org.facemargin.parquet.ParquetReader}. Writing Parquet does not belong here:
 * Spark does it.
 */
package org.facemargin.parquet;
