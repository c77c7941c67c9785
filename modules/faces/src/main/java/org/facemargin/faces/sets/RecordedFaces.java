package org.facemargin.faces.sets;

import com.google.auto.service.AutoService;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.format.RecordFaces;
import org.facemargin.files.yaml.ConfigReader;
import org.facemargin.files.yaml.DataPath;

/** A RecordIO file ({@code train.rec} with {@code train.idx} beside it), as insightface's sets. */
@AutoService(FaceSourceKind.class)
public final class RecordedFaces implements FaceSourceKind {

  @Override
  public String name() {
    return "record";
  }

  @Override
  public String description() {
    return "MXNet's train.rec with its train.idx: rec";
  }

  @Override
  public FaceSource read(ConfigReader section) {
    return new Recorded(section.dataPath("rec"));
  }

  private record Recorded(DataPath rec) implements FaceSource {

    @Override
    public LabelledFaces open() {
      return RecordFaces.open(rec.resolve());
    }
  }
}
