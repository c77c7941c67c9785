package org.facemargin.faces.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.ClauseException;
import org.facemargin.files.Sha256;

/**
 * The faces of a {@code .rec} file, through its {@code .idx}.
 *
 * <p>insightface's convention is recognised: key 0 holds two labels [a, b] and no picture, pictures
 * have the keys 1 to a - 1, identities the keys a to b - 1, each without a picture and with the
 * range of its pictures' keys. A float32 cannot hold whole numbers beyond 2^24, so a and b are not
 * believed: a is found as the first key without a picture, and only checked against the header. A
 * file without such a header (im2rec's, shuffled ones) is all pictures.
 *
 * <p>Memory: the index, and 4 bytes a picture for labels. Safe for use by several threads.
 */
public final class RecordFaces implements LabelledFaces, EncodedFaces, AutoCloseable {

  private static final int LABEL_UNKNOWN = -1;
  private static final int HEAD_BYTES = ImageRecord.HEADER_BYTES + 8;

  private final RecordFile file;
  private final RecordIndex index;
  private final boolean header;
  private final int first;
  private final int count;
  private final int identities;
  private final int[] labels;

  private RecordFaces(RecordFile file, RecordIndex index) {
    this.file = file;
    this.index = index;
    this.header = index.size() > 0 && index.key(0) == 0 && isHeader(0);
    this.first = header ? 1 : 0;
    int identitiesFrom = header ? firstWithoutPicture() : index.size();
    this.count = identitiesFrom - first;
    this.labels = new int[count];
    Arrays.fill(labels, LABEL_UNKNOWN);
    if (header) {
      this.identities = index.size() - identitiesFrom;
      checkHeader(identitiesFrom);
    } else {
      this.identities = largestLabel() + 1;
    }
  }

  /**
   * Opens a file with the index beside it ({@code train.rec}, {@code train.idx}); where there is no
   * index, one is made by walking the file.
   *
   * @throws DataException if the file is missing, a record is corrupt, the header contradicts the
   *     index, or there is no picture
   */
  public static RecordFaces open(Path rec) {
    RecordFile file = RecordFile.open(rec);
    try {
      Path idx = indexBeside(rec);
      RecordIndex index = Files.exists(idx) ? RecordIndex.read(idx) : RecordIndex.scan(file);
      RecordFaces faces = new RecordFaces(file, index);
      if (faces.count == 0) {
        throw new DataException(rec + ": there is no picture in this file.");
      }
      return faces;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** {@code x.idx} for {@code x.rec}. */
  public static Path indexBeside(Path rec) {
    String name = String.valueOf(rec.getFileName());
    int dot = name.lastIndexOf('.');
    return rec.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".idx");
  }

  private boolean isHeader(int position) {
    ImageRecord record = parse(position, false);
    return record.flag() == 2 && !record.hasPicture();
  }

  private int firstWithoutPicture() {
    int low = 1;
    int high = index.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (parse(middle, false).hasPicture()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void checkHeader(int identitiesFrom) {
    ImageRecord record = parse(0, true);
    long a = identitiesFrom < index.size() ? index.key(identitiesFrom) : lastKey() + 1;
    long b = lastKey() + 1;
    if (record.labels()[0] != (float) a || record.labels()[1] != (float) b) {
      throw error(
          0,
          "its header says that pictures end before key "
              + record.labels()[0]
              + " and identities before key "
              + record.labels()[1]
              + "; the index has them end before "
              + a
              + " and "
              + b);
    }
  }

  private long lastKey() {
    return index.key(index.size() - 1);
  }

  private int largestLabel() {
    int largest = -1;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, labelOf(i));
    }
    return largest;
  }

  private ImageRecord parse(int position, boolean whole) {
    long offset = index.offset(position);
    long key = index.key(position);
    RecordFile.Record record =
        whole ? file.read(offset, key) : file.head(offset, key, HEAD_BYTES + 1);
    try {
      int head = ImageRecord.headBytes(record.data());
      return ImageRecord.parse(
          whole || head <= HEAD_BYTES ? record.data() : file.head(offset, key, head + 1).data());
    } catch (ClauseException e) {
      throw file.error(key, offset, e.getMessage());
    }
  }

  private DataException error(int position, String message) {
    return file.error(index.key(position), index.offset(position), message);
  }

  /** Whether key 0 is insightface's header. */
  public boolean hasHeader() {
    return header;
  }

  @Override
  public int size() {
    return count;
  }

  /** The record's key. */
  @Override
  public String nameOf(int picture) {
    return Long.toString(index.key(first + picture));
  }

  @Override
  public byte[] encoded(int picture) {
    return parse(first + picture, true).picture();
  }

  @Override
  public FaceImage read(int picture) {
    int position = first + picture;
    String name =
        file.path() + ": record " + index.key(position) + " at offset " + index.offset(position);
    return ImageCodec.decode(encoded(picture), name);
  }

  @Override
  public int labelOf(int picture) {
    int known = labels[picture];
    if (known != LABEL_UNKNOWN) {
      return known;
    }
    float label = parse(first + picture, false).label();
    int whole = (int) label;
    if (label != whole || whole < 0 || header && whole >= identities) {
      throw error(
          first + picture,
          "its label " + label + " is not a class number" + (header ? " below " + identities : ""));
    }
    labels[picture] = whole;
    return whole;
  }

  @Override
  public int identities() {
    return identities;
  }

  /** SHA-256 of the index: sizes and order of all records. */
  @Override
  public String fingerprint() {
    StringBuilder text = new StringBuilder("rec\t" + file.sizeBytes() + "\n");
    for (int i = 0; i < index.size(); i += Math.max(1, index.size() / 100_000)) {
      text.append(index.key(i)).append('\t').append(index.offset(i)).append('\n');
    }
    return Sha256.of(text.toString());
  }

  @Override
  public void close() {
    file.close();
  }
}
