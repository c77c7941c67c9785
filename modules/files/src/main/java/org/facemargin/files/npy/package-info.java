/** NumPy arrays: the header of {@code .npy} and half floats. */
package org.facemargin.files.npy;
