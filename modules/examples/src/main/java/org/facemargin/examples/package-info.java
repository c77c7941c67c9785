/**
 * FaceMargin as a library, one question a class: two pictures compared, a loss on plain arrays,
 * metrics without a native library. The documentation shows these files as they are.
 *
 * <p>What does not belong here: anything that another module would need.
 */
package org.facemargin.examples;
