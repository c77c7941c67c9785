package org.facemargin.experiments.run;

import org.facemargin.faces.sets.FaceSource;
import org.facemargin.files.yaml.ConfigReader;

/**
 * Pictures of people who are no class of the run, whose angles are measured.
 *
 * @param name what records call it
 * @param faces where the pictures are
 */
public record AngleSet(String name, FaceSource faces) {

  static AngleSet from(ConfigReader reader) {
    return new AngleSet(reader.word("name"), FaceSource.read(reader));
  }
}
