package org.facemargin.cli.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The readers as one target of Jazzer: an input's first byte says which reader gets the rest.
 * {@code mvn -Pfuzz -pl modules/cli -am verify} begins from the corpus in {@code src/test/fuzz}.
 */
public final class GuidedFuzz {

  private static final FuzzedReaders READERS = new FuzzedReaders(folder());

  private GuidedFuzz() {}

  private static Path folder() {
    try {
      return Files.createTempDirectory("facemargin-fuzz-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder.", e);
    }
  }

  /** What Jazzer calls; whatever leaves it is a finding. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      int which = (data[0] & 0xFF) % READERS.all().size();
      READERS.read(READERS.all().get(which), Arrays.copyOfRange(data, 1, data.length));
    }
  }

  /** Writes the corpus to begin from: each sound file behind its reader's number. */
  public static void main(String[] arguments) throws IOException {
    Path corpus = Files.createDirectories(Path.of(arguments[0]));
    for (int i = 0; i < READERS.all().size(); i++) {
      byte[] sound = READERS.all().get(i).sound();
      byte[] seed = new byte[sound.length + 1];
      seed[0] = (byte) i;
      System.arraycopy(sound, 0, seed, 1, sound.length);
      Files.write(corpus.resolve("sound-" + READERS.all().get(i).name()), seed);
    }
  }
}
