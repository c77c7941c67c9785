package org.facemargin.faces.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.facemargin.core.FaceImage;
import org.facemargin.core.Progress;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.image.PictureHeader;

/** Walks the structure of every picture of a source and decodes the first few. */
final class PictureSurvey {

  static final int FIRST_PICTURES = 24;
  private static final int SIZES_SHOWN = 5;

  private final Map<String, Integer> sizes = new TreeMap<>();
  private final Map<String, Integer> encodings = new TreeMap<>();
  private final List<FaceImage> first = new ArrayList<>();
  private PictureHeader any;

  /**
   * @param where begins error messages: the file
   * @throws org.facemargin.core.DataException at the first picture that is truncated or corrupt
   */
  static PictureSurvey of(EncodedFaces faces, String where, Progress progress) {
    PictureSurvey survey = new PictureSurvey();
    try (Progress.Task task = progress.start("looking at", "images", faces.size())) {
      for (int i = 0; i < faces.size(); i++) {
        survey.add(faces, i, where);
        task.advance(1);
      }
    }
    return survey;
  }

  private void add(EncodedFaces faces, int index, String where) {
    byte[] encoded = faces.encoded(index);
    any =
        ImageCodec.header(encoded, where + ": picture " + index + " (" + faces.nameOf(index) + ")");
    sizes.merge(any.widthPx() + "x" + any.heightPx(), 1, Integer::sum);
    encodings.merge(any.kind().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    if (first.size() < FIRST_PICTURES) {
      first.add(faces.read(index));
    }
  }

  void addTo(Map<String, Object> facts) {
    if (sizes.size() == 1) {
      facts.put("image_size", List.of(any.widthPx(), any.heightPx()));
    } else {
      Map<String, Integer> shown = new LinkedHashMap<>();
      sizes.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(SIZES_SHOWN)
          .forEach(entry -> shown.put(entry.getKey(), entry.getValue()));
      facts.put("image_sizes", shown);
      facts.put("different_sizes", sizes.size());
    }
    facts.put("encodings", encodings);
  }

  List<FaceImage> firstPictures() {
    return first;
  }
}
