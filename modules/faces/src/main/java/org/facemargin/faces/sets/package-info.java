/** What a run or a card may name: sets of labelled faces and lists of pairs, by kind. */
package org.facemargin.faces.sets;
