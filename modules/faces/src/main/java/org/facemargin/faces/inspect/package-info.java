/**
 * Looking into files and sets: what a file holds ({@link
 * org.facemargin.faces.inspect.FileInspector}), what is wrong with a set ({@link
 * org.facemargin.faces.inspect.SetLint}), and turning one format into another ({@link
 * org.facemargin.faces.inspect.FaceConverter}).
 */
package org.facemargin.faces.inspect;
