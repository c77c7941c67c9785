package org.facemargin.faces.toy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.Progress;
import org.facemargin.faces.format.RecordList;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.pairs.FacePair;
import org.facemargin.faces.pairs.PairedFaces;
import org.facemargin.files.AtomicFiles;

/** Writes drawn faces as files, for trying commands that read files. */
public final class ToyFolder {

  private ToyFolder() {}

  /**
   * Writes every face as JPEG, one folder an identity, and {@code NAME.lst} beside the folder.
   *
   * @param folder receives the pictures
   */
  public static void write(ToyFaces faces, Path folder, Progress progress) {
    List<RecordList.Entry> entries = new ArrayList<>();
    String folderName = String.valueOf(folder.getFileName());
    try (Progress.Task task = progress.start("drawing " + folderName, "images", faces.size())) {
      for (int i = 0; i < faces.size(); i++) {
        String name = faces.nameOf(i) + ".jpg";
        byte[] jpeg = ImageCodec.jpeg(faces.read(i), ImageCodec.DEFAULT_JPEG_QUALITY);
        AtomicFiles.write(folder.resolve(name), out -> out.write(jpeg));
        entries.add(RecordList.Entry.of(i + 1, folderName + "/" + name, faces.labelOf(i)));
        task.advance(1);
      }
    }
    new RecordList(RecordList.Layout.PLAIN, entries)
        .write(folder.resolveSibling(folderName + ".lst"));
  }

  /** Writes pairs of such a folder as {@code path path 0|1} lines. */
  public static void writePairs(PairedFaces faces, Path file) {
    StringBuilder text = new StringBuilder();
    for (FacePair pair : faces.pairs()) {
      text.append(faces.images().nameOf(pair.first()))
          .append(".jpg ")
          .append(faces.images().nameOf(pair.second()))
          .append(pair.same() ? ".jpg 1\n" : ".jpg 0\n");
    }
    AtomicFiles.write(file, text.toString());
  }
}
