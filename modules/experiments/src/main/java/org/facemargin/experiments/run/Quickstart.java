package org.facemargin.experiments.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.facemargin.files.yaml.ConfigReader;

/** The run that needs no data: a committed run file that travels with the program. */
public final class Quickstart {

  private static final String FOLDER = "/org/facemargin/experiments/smoke/";

  private Quickstart() {}

  /**
   * The quickstart's configuration.
   *
   * @param smoke whether to take the run of a few dozen steps
   * @param overrides {@code key.path=value} each
   */
  public static RunConfig config(boolean smoke, List<String> overrides) {
    String name = smoke ? "quickstart-smoke" : "quickstart";
    return RunConfig.from(
        name,
        ConfigReader.parse(
            "experiments/smoke/" + name + ".yaml",
            resource(name + ".yaml"),
            Path.of(""),
            overrides));
  }

  private static String resource(String name) {
    try (InputStream in = Quickstart.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("The build lost experiments/smoke/" + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read experiments/smoke/" + name + ".", e);
    }
  }
}
