package org.facemargin.evaluation.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.facemargin.core.DataException;
import org.facemargin.core.FaceEmbedder;
import org.facemargin.core.FaceImage;
import org.facemargin.core.FaceImageSource;
import org.facemargin.core.Progress;
import org.facemargin.files.AtomicFiles;
import org.facemargin.files.Ingredients;
import org.facemargin.files.Sha256;

/**
 * Embeddings on disk, found by what they were made of, so that an evaluation that was stopped goes
 * on where it was and one that is repeated runs no network.
 *
 * <pre>
 * block = {@value #BLOCK} pictures in the order of the source
 * name  = key of the network's ingredients, d, mirrored or not, pictures a pass, SHA-256 of every
 *         picture's size and pixels
 * file  = rows of little-endian float32, then the SHA-256 of these bytes
 * </pre>
 *
 * <p>Names of pictures and threads that decode are no part of it: they change no embedding. Batch
 * size is: it moves embeddings by rounding. A block is written whole or not at all; one whose
 * checksum fails is made again, in words. Pictures are decoded each time, for their hashes.
 *
 * @param folder where blocks lie
 * @param network all that an embedding of it depends on but picture and batch: hash of its files,
 *     what it expects of its input, what runs it
 */
public record EmbeddingCache(Path folder, Ingredients network) {

  private static final int BLOCK = 1024;
  private static final int CHECKSUM_BYTES = 32;

  /**
   * Embeddings of a source.
   *
   * @param matrix a row a picture, as {@link EmbeddingExtractor#extract} has them
   * @param stored how many rows were on disk already
   */
  public record Embedded(ArrayFeatures matrix, int stored) {}

  /**
   * Embeds what is not stored yet and stores it.
   *
   * @throws DataException if a picture is missing, corrupt or of the wrong size; it is named
   */
  public Embedded embed(
      EmbeddingExtractor extractor,
      FaceEmbedder embedder,
      FaceImageSource source,
      boolean mirrored,
      Progress progress) {
    int row = embedder.dimension() * (mirrored ? 2 : 1);
    int batch = Math.min(extractor.batch(), embedder.maxBatch());
    float[] all = new float[Math.multiplyExact(source.size(), row)];
    int stored = 0;
    try (Progress.Task task = progress.start("embedding", "images", source.size())) {
      for (int first = 0; first < source.size(); first += BLOCK) {
        Pictures block = Pictures.read(source, first, Math.min(BLOCK, source.size() - first));
        Path file = folder.resolve(name(block, row, mirrored, batch));
        Optional<float[]> found = read(file, block.size() * row, progress);
        float[] values =
            found.orElseGet(
                () -> extractor.extract(embedder, block, mirrored, Progress.SILENT).values());
        if (found.isPresent()) {
          stored += block.size();
        } else {
          write(file, values);
        }
        System.arraycopy(values, 0, all, first * row, values.length);
        task.advance(block.size());
      }
    }
    if (stored > 0) {
      progress.note(
          String.format(
              Locale.ROOT,
              "Embeddings of %,d of %,d pictures were stored already in %s; the network ran on %s.",
              stored,
              source.size(),
              folder,
              stored == source.size() ? "none" : "the others"));
    }
    return new Embedded(new ArrayFeatures(source.size(), row, all), stored);
  }

  private String name(Pictures block, int row, boolean mirrored, int batch) {
    MessageDigest pictures = Sha256.digest();
    IntStream.range(0, block.size())
        .parallel()
        .mapToObj(i -> hash(block.read(i)))
        .toList()
        .forEach(pictures::update);
    return network
            .with("components", row)
            .with("mirrored", mirrored)
            .with("batch", batch)
            .with("pictures", HexFormat.of().formatHex(pictures.digest()))
            .key()
        + ".embeddings";
  }

  private static byte[] hash(FaceImage image) {
    MessageDigest digest = Sha256.digest();
    digest.update(ByteBuffer.allocate(8).putInt(image.widthPx()).putInt(image.heightPx()).array());
    return digest.digest(image.rgb());
  }

  private static Optional<float[]> read(Path file, int count, Progress progress) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    int length = count * Float.BYTES;
    if (bytes.length != length + CHECKSUM_BYTES
        || !Arrays.equals(
            Arrays.copyOfRange(bytes, length, bytes.length), checksum(bytes, length))) {
      progress.note(file + " is damaged (checksum); its pictures are embedded again.");
      return Optional.empty();
    }
    float[] values = new float[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Optional.of(values);
  }

  private static byte[] checksum(byte[] bytes, int length) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, 0, length);
    return digest.digest();
  }

  private static void write(Path file, float[] values) {
    int length = values.length * Float.BYTES;
    byte[] bytes = new byte[length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    AtomicFiles.write(
        file,
        out -> {
          out.write(bytes);
          out.write(checksum(bytes, length));
        });
  }

  /** A block of pictures, decoded. */
  private record Pictures(FaceImageSource source, int first, List<FaceImage> images)
      implements FaceImageSource {

    static Pictures read(FaceImageSource source, int first, int count) {
      return new Pictures(
          source,
          first,
          IntStream.range(first, first + count).parallel().mapToObj(source::read).toList());
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public String nameOf(int index) {
      return source.nameOf(first + index);
    }

    @Override
    public FaceImage read(int index) {
      return images.get(index);
    }
  }
}
