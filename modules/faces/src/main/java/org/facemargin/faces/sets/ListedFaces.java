package org.facemargin.faces.sets;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/** A list file, {@code path<TAB>label} a line. */
@AutoService(FaceSourceKind.class)
public final class ListedFaces implements FaceSourceKind {

  @Override
  public String name() {
    return "list";
  }

  @Override
  public String description() {
    return "a path and a label a line: list, root";
  }

  @Override
  public FaceSource read(ConfigReader section) {
    DataPath list = section.dataPath("list");
    Optional<DataPath> root =
        section.has("root") ? Optional.of(section.dataPath("root")) : Optional.empty();
    return new Listed(list, root);
  }

  private record Listed(DataPath list, Optional<DataPath> root) implements FaceSource {

    @Override
    public LabelledFaces open() {
      return root.isPresent()
          ? FileFaces.list(list.resolve(), root.get().resolve())
          : FileFaces.list(list.resolve());
    }
  }
}
