package org.facemargin.experiments.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.facemargin.core.NamedRegistry;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.yaml.ProjectFolder;
import org.facemargin.margins.MarginLossFactory;
import org.junit.jupiter.api.Test;

/**
 * The committed page of losses is what the code would write; {@code -Dfacemargin.regenerate=true}
 * writes it.
 */
class LossGalleryTest {

  @Test
  void thePageOfLossesIsCurrent() {
    Path folder = ProjectFolder.find().resolve("modules/margins");
    assertThat(LossGallery.files())
        .hasSize(NamedRegistry.of(MarginLossFactory.class).names().size() + 1);
    LossGallery.files()
        .forEach(
            (name, text) -> {
              if (Boolean.getBoolean("facemargin.regenerate")) {
                AtomicFiles.write(folder.resolve(name), text);
              }
              assertThat(folder.resolve(name))
                  .as("regenerate with -Dfacemargin.regenerate=true")
                  .hasContent(text);
            });
  }
}
