package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.facemargin.core.FaceBatch;
import org.facemargin.core.FaceImage;
import org.facemargin.core.ImageSpec;
import org.facemargin.core.TrainingBatches;
import org.facemargin.files.AtomicFiles;
import org.facemargin.report.Picture;

/** The first batch as the network sees it: wrong colours, sizes or crops show at once. */
final class FirstBatch {

  private static final int MOST = 64;
  private static final int COLUMNS = 8;

  private FirstBatch() {}

  /** Writes the batch of step 0 as PNG; the loader has to be sought again afterwards. */
  static void write(Path file, TrainingBatches batches, ImageSpec spec) {
    batches.seek(0);
    FaceBatch batch = batches.take();
    List<FaceImage> faces = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, batch.size()); i++) {
      faces.add(face(batch.inputs(), i * spec.valuesPerImage(), spec));
    }
    Picture sheet = Picture.grid(faces, COLUMNS, "first batch");
    AtomicFiles.write(file, out -> out.write(sheet.bytes()));
  }

  private static FaceImage face(float[] inputs, int offset, ImageSpec spec) {
    int plane = spec.widthPx() * spec.heightPx();
    byte[] rgb = new byte[3 * plane];
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < plane; i++) {
        double value =
            inputs[offset + channel * plane + i] * spec.std()[channel] + spec.mean()[channel];
        rgb[3 * i + channel] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
    return new FaceImage(spec.widthPx(), spec.heightPx(), rgb);
  }
}
