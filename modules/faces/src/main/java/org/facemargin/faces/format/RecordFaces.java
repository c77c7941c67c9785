package org.facemargin.faces.format;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceImage;
import org.facemargin.core.LabelledFaces;
import org.facemargin.faces.image.ContentSample;
import org.facemargin.faces.image.EncodedFaces;
import org.facemargin.faces.image.ImageCodec;
import org.facemargin.files.ClauseException;
import org.facemargin.files.Sha256;

/**
 * The faces of a {@code .rec} file, through its {@code .idx}.
 *
 * <p>insightface's convention is recognised: key 0 holds labels [a, b] and no picture, pictures
 * have the keys 1 to a - 1, identities the keys a to b - 1, each without a picture and with the
 * range of its pictures' keys. A float32 cannot hold whole numbers beyond 2^24, so a and b are not
 * believed: a is found as the first key without a picture, and only checked against the header.
 * Peers also write headers without identity records, with any second label or with one label alone.
 * A file without a header (im2rec's, shuffled ones) is all pictures.
 *
 * <p>Labels are numbered 0, 1, 2, … in their order where they are not such numbers already ({@link
 * IdentityNumbers}). Where there are identity records, a thousand labels are looked at first; where
 * there are none, or one of these is no number below the count of identities, all are.
 *
 * <p>Memory: the index, and 4 bytes a picture for labels. Safe for use by several threads.
 */
public final class RecordFaces implements LabelledFaces, EncodedFaces, AutoCloseable {

  private static final int LABEL_UNKNOWN = -1;
  private static final int LABELS_TRIED = 1000;
  private static final long LARGEST_EXACT_LABEL = 1L << 24;
  private static final int HEAD_BYTES = ImageRecord.HEADER_BYTES + 8;

  private final RecordFile file;
  private final RecordIndex index;
  private final boolean header;
  private final int first;
  private final int count;
  private final int identityRecords;
  private final IdentityNumbers numbers;
  private final int[] labels;

  private RecordFaces(RecordFile file, RecordIndex index) {
    this.file = file;
    this.index = index;
    this.header = index.size() > 0 && index.key(0) == 0 && !parse(0, false).hasPicture();
    this.first = header ? 1 : 0;
    int identitiesFrom = header ? firstWithoutPicture() : index.size();
    this.count = identitiesFrom - first;
    this.identityRecords = index.size() - identitiesFrom;
    if (header) {
      checkHeader(identitiesFrom);
    }
    this.labels = new int[count];
    Arrays.fill(labels, LABEL_UNKNOWN);
    this.numbers = identityRecords > 0 && fewAreNumbers() ? consecutive() : numbered();
  }

  /** Whether labels that are looked at here and there are numbers below the count of identities. */
  private boolean fewAreNumbers() {
    int step = Math.max(1, count / LABELS_TRIED);
    for (int i = 0; i < count; i += step) {
      if (label(i) >= identityRecords) {
        return false;
      }
    }
    return count == 0 || label(count - 1) < identityRecords;
  }

  private IdentityNumbers consecutive() {
    return new IdentityNumbers(LongStream.range(0, identityRecords).toArray());
  }

  private IdentityNumbers numbered() {
    long[] all = new long[count];
    Arrays.setAll(all, this::label);
    for (int i = 0; i < count; i++) {
      if (all[i] > LARGEST_EXACT_LABEL) {
        throw error(
            first + i,
            "its label "
                + all[i]
                + " is beyond 2^24: as a float32 it cannot be told from its neighbours, so that"
                + " identities may have become one. Pack it again with labels from 0");
      }
    }
    IdentityNumbers found = IdentityNumbers.of(all);
    Arrays.setAll(labels, i -> found.numberOf(all[i]));
    return found;
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

  /** Without identity records the second label, where there is one, means nothing. */
  private void checkHeader(int identitiesFrom) {
    float[] said = parse(0, true).labels();
    long b = lastKey() + 1;
    long a = identityRecords > 0 ? index.key(identitiesFrom) : b;
    if (said[0] != (float) a || identityRecords > 0 && (said.length < 2 || said[1] != (float) b)) {
      throw error(
          0,
          "its header says "
              + Arrays.toString(said)
              + "; the index has pictures end before key "
              + a
              + " and identities before key "
              + b);
    }
  }

  private long lastKey() {
    return index.key(index.size() - 1);
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
    if (labels[picture] == LABEL_UNKNOWN) {
      long label = label(picture);
      int number = numbers.numberOf(label);
      if (number < 0) {
        throw error(
            first + picture,
            "its label " + label + " is not a class number below " + numbers.count());
      }
      labels[picture] = number;
    }
    return labels[picture];
  }

  /** The label that a picture's record has. */
  private long label(int picture) {
    float label = parse(first + picture, false).label();
    if (label != Math.rint(label) || label < 0 || label > Long.MAX_VALUE) {
      throw error(first + picture, "its label " + label + " is not a class number");
    }
    return (long) label;
  }

  @Override
  public int identities() {
    return numbers.count();
  }

  @Override
  public String identityName(int label) {
    return Long.toString(numbers.labels()[label]);
  }

  @Override
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(numbers.remarks());
    if (header && identityRecords == 0) {
      remarks.add("the header has no identity records; identities are counted by their labels");
    } else if (header && identityRecords != numbers.count()) {
      remarks.add(
          identityRecords + " identity records, but " + numbers.count() + " different labels");
    }
    return remarks;
  }

  /**
   * SHA-256 of the file's length, of all keys and offsets, of the label that every picture's record
   * has, and of the content of some: {@link ContentSample}. Cost: the heads of all records are read
   * once.
   */
  @Override
  public String fingerprint() {
    MessageDigest digest = Sha256.digest();
    ByteBuffer line = ByteBuffer.allocate(3 * Long.BYTES);
    digest.update(line.clear().putLong(file.sizeBytes()).putLong(count).flip());
    IntStream.range(0, count).parallel().forEach(this::labelOf);
    for (int i = 0; i < index.size(); i++) {
      int picture = i - first;
      long label = picture >= 0 && picture < count ? numbers.labels()[labelOf(picture)] : -1;
      line.clear().putLong(index.key(i)).putLong(index.offset(i)).putLong(label);
      digest.update(line.flip());
    }
    ContentSample.add(this, digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() {
    file.close();
  }
}
