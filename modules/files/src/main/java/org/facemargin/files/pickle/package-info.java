/**
 * Python pickles, restricted: numbers, strings, bytes, lists, tuples and NumPy arrays; whatever
 * would run code is refused by name (decision 0010).
 */
package org.facemargin.files.pickle;
