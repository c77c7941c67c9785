/**
 * Terms added to a margin loss that look at the class centres alone: cures of polar collapse.
 *
 * <p>To add one: a {@link org.facemargin.margins.regularisers.CentreRegulariserFactory} annotated
 * {@code @AutoService} and a test with finite differences.
 */
package org.facemargin.margins.regularisers;
