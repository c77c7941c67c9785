/**
 * What one does with a network and photographs once it is trained: embed them, compare two of them,
 * look one up among known people.
 *
 * <p>What does not belong here: protocols over labelled data (evaluation).
 */
package org.facemargin.experiments.search;
