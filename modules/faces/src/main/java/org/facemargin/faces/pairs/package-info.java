/** Lists of pairs: LFW's, CFP's, AgeDB's, CALFW's and CPLFW's text, packed {@code .bin} files. */
package org.facemargin.faces.pairs;
