package org.facemargin.faces.sets;

import com.google.auto.service.AutoService;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/** A folder with one folder an identity. */
@AutoService(FaceSourceKind.class)
public final class FolderFaces implements FaceSourceKind {

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String description() {
    return "one folder an identity: root";
  }

  @Override
  public FaceSource read(ConfigReader section) {
    return new Folder(section.dataPath("root"));
  }

  private record Folder(DataPath root) implements FaceSource {

    @Override
    public LabelledFaces open() {
      return FileFaces.folder(root.resolve());
    }
  }
}
