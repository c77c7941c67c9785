package org.facemargin.faces.inspect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.LabelledFaces;
import org.facemargin.core.Progress;
import org.facemargin.faces.align.AlignmentTemplate;
import org.facemargin.faces.align.DetectedFace;
import org.facemargin.faces.align.FaceDetector;
import org.facemargin.faces.align.FacePolicy;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.EncodedKind;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.faces.source.FileFaces;
import org.facemargin.files.Sha256;

/**
 * Looks for what spoils training and verification without failing: every finding is counted and
 * listed; nothing is changed or dropped.
 *
 * <ul>
 *   <li>{@code corrupt}: cannot be decoded;
 *   <li>{@code suspect}: decodes, but a second decoder (Java's) warns of damaged data, as a flipped
 *       bit inside a JPEG leaves;
 *   <li>{@code size}: not of the size that most pictures have;
 *   <li>{@code duplicate}: the same bytes under two identities;
 *   <li>{@code empty-identity}: a class without any picture;
 *   <li>{@code remark}: what the source counts otherwise than it may seem to, or leaves out;
 *   <li>{@code grey}: all three channels equal throughout;
 *   <li>{@code unaligned}: with a detector: the points lie more than 6 pixels (of 112) from the
 *       template's on average, or no face is found; without one: not square, and not 96x112;
 *   <li>{@code colour-order}: of the set as a whole: the middle of most coloured pictures is bluer
 *       than red, as if BGR had been taken for RGB.
 * </ul>
 */
public final class SetLint {

  private static final double FAR_FROM_TEMPLATE_PX = 6;
  private static final int LISTED = 1000;

  private final SortedMap<String, List<String>> findings = new TreeMap<>();
  private final SortedMap<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> firstWithHash = new HashMap<>();
  private final Map<String, List<String>> bySize = new HashMap<>();
  private final Optional<FaceDetector> detector;
  private int coloured;
  private int bluer;

  private SetLint(Optional<FaceDetector> detector) {
    this.detector = detector;
  }

  /**
   * What was found.
   *
   * @param images pictures looked at
   * @param counts findings by kind
   * @param findings by kind, the first thousand, each with the picture's name and what is wrong
   */
  public record Report(
      int images, SortedMap<String, Integer> counts, SortedMap<String, List<String>> findings) {}

  /**
   * Looks at every picture.
   *
   * @param faces pictures; what concerns identities is looked at where they are {@link
   *     LabelledFaces}
   * @param detector finds unaligned pictures; empty to go by their sizes alone
   */
  public static Report of(
      FaceImageSource faces, Optional<FaceDetector> detector, Progress progress) {
    SetLint lint = new SetLint(detector);
    try (Progress.Task task = progress.start("linting", "images", faces.size())) {
      for (int i = 0; i < faces.size(); i++) {
        lint.picture(faces, i);
        task.advance(1);
      }
    }
    if (faces instanceof LabelledFaces labelled) {
      lint.emptyIdentities(labelled);
      labelled.remarks().forEach(remark -> lint.add("remark", remark));
    }
    lint.sizes();
    lint.colours();
    return new Report(faces.size(), lint.counts, lint.findings);
  }

  private void emptyIdentities(LabelledFaces faces) {
    BitSet seen = new BitSet(faces.identities());
    for (int i = 0; i < faces.size(); i++) {
      seen.set(faces.labelOf(i));
    }
    for (int label = seen.nextClearBit(0);
        label < faces.identities();
        label = seen.nextClearBit(label + 1)) {
      add("empty-identity", "identity " + faces.identityName(label) + " has no picture");
    }
    if (faces instanceof FileFaces files) {
      files
          .emptyFolders()
          .forEach(name -> add("empty-identity", "identity " + name + " has no picture"));
    }
  }

  private void add(String kind, String finding) {
    counts.merge(kind, 1, Integer::sum);
    List<String> listed = findings.computeIfAbsent(kind, key -> new ArrayList<>());
    if (listed.size() < LISTED) {
      listed.add(finding);
    }
  }

  private void picture(FaceImageSource faces, int index) {
    String name = faces.nameOf(index);
    try {
      byte[] encoded = EncodedFaces.encodedOf(faces, index);
      if (faces instanceof LabelledFaces labelled) {
        duplicates(labelled, index, encoded);
      }
      FaceImage image = ImageCodec.decode(encoded, name);
      secondOpinion(encoded, name);
      bySize
          .computeIfAbsent(image.widthPx() + "x" + image.heightPx(), key -> new ArrayList<>())
          .add(name);
      colour(image, name);
      alignment(image, name);
    } catch (DataException e) {
      add("corrupt", e.getMessage());
    }
  }

  private void duplicates(LabelledFaces faces, int index, byte[] encoded) {
    Integer first = firstWithHash.putIfAbsent(Sha256.of(encoded), index);
    if (first != null && faces.labelOf(first) != faces.labelOf(index)) {
      add(
          "duplicate",
          faces.nameOf(index)
              + " (identity "
              + faces.identityName(faces.labelOf(index))
              + ") is "
              + faces.nameOf(first)
              + " (identity "
              + faces.identityName(faces.labelOf(first))
              + ")");
    }
  }

  private void secondOpinion(byte[] encoded, String name) {
    if (EncodedKind.of(encoded) != EncodedKind.JPEG) {
      return;
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      reader.read(0);
    } catch (IOException | RuntimeException e) {
      warnings.add(String.valueOf(e.getMessage()));
    } finally {
      reader.dispose();
    }
    if (!warnings.isEmpty()) {
      add("suspect", name + ": " + warnings.get(0));
    }
  }

  /** The mean of red and of blue over the middle quarter, where skin is expected. */
  private void colour(FaceImage image, String name) {
    long red = 0;
    long blue = 0;
    boolean grey = true;
    int width = image.widthPx();
    byte[] rgb = image.rgb();
    for (int y = 0; y < image.heightPx(); y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        int r = rgb[at] & 0xFF;
        int b = rgb[at + 2] & 0xFF;
        grey &= r == b && rgb[at] == rgb[at + 1];
        boolean middle = Math.abs(4 * x - 2 * width) < width;
        if (middle && Math.abs(4 * y - 2 * image.heightPx()) < image.heightPx()) {
          red += r;
          blue += b;
        }
      }
    }
    if (grey) {
      add("grey", name + " has no colour");
    } else {
      coloured++;
      bluer += blue > red ? 1 : 0;
    }
  }

  private void alignment(FaceImage image, String name) {
    if (detector.isEmpty()) {
      boolean narrow = image.widthPx() == 96 && image.heightPx() == 112;
      if (image.widthPx() != image.heightPx() && !narrow) {
        add("unaligned", name + " is " + image.widthPx() + "x" + image.heightPx());
      }
      return;
    }
    List<DetectedFace> faces =
        FacePolicy.MOST_CENTRAL.choose(
            detector.get().detect(image), image.widthPx(), image.heightPx());
    if (faces.isEmpty()) {
      add("unaligned", name + ": no face found");
      return;
    }
    double distance = 0;
    for (int i = 0; i < 5; i++) {
      double x = faces.get(0).points().x(i) * 112 / image.widthPx();
      double y = faces.get(0).points().y(i) * 112 / image.heightPx();
      distance +=
          Math.hypot(
                  x - AlignmentTemplate.ARCFACE_112.points().x(i),
                  y - AlignmentTemplate.ARCFACE_112.points().y(i))
              / 5;
    }
    if (distance > FAR_FROM_TEMPLATE_PX) {
      add(
          "unaligned",
          String.format(
              Locale.ROOT, "%s: landmarks lie %.1f px (of 112) from the template", name, distance));
    }
  }

  private void sizes() {
    if (bySize.size() < 2) {
      return;
    }
    String usual =
        bySize.entrySet().stream()
            .max(
                Map.Entry.<String, List<String>>comparingByValue(
                    (a, b) -> Integer.compare(a.size(), b.size())))
            .orElseThrow()
            .getKey();
    new TreeMap<>(bySize)
        .forEach(
            (size, names) -> {
              if (!size.equals(usual)) {
                names.forEach(
                    name -> add("size", name + " is " + size + ", most pictures are " + usual));
              }
            });
  }

  private void colours() {
    if (coloured >= 10 && bluer > 0.7 * coloured) {
      add(
          "colour-order",
          bluer
              + " of "
              + coloured
              + " coloured pictures are bluer than red in the middle: BGR taken for RGB?");
    }
  }
}
