package org.facemargin.evaluation.templates;

import java.util.List;

/**
 * Pictures with the template and the media they belong to, in the order of {@code
 * face_tid_mid.txt}.
 *
 * @param names file names
 * @param templates template ids; owned by this record
 * @param media media ids; owned by this record
 */
public record Faces(List<String> names, int[] templates, int[] media) {}
