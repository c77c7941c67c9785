/**
 * Sets of pairs: LFW's, CFP's, AgeDB's, CALFW's and CPLFW's lists, anybody's lists of paths, packed
 * {@code .bin} files. The same plug-ins serve benchmark cards ({@code list:}), runs ({@code kind:})
 * and the command line ({@code --format}).
 *
 * <p>To add a set: one {@link org.facemargin.faces.pairs.PairFormat} annotated
 * {@code @AutoService(PairSetKind.class)}.
 */
package org.facemargin.faces.pairs;
