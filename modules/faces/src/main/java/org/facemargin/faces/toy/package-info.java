/**
 * Drawn faces for trying everything without data. Entry type: {@link
 * org.facemargin.faces.toy.ToyFaces}. They are not a stand-in for photographs: no accuracy measured
 * on them says anything about people.
 */
package org.facemargin.faces.toy;
