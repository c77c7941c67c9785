package org.facemargin.distributed;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loads native libraries, one process of a machine after the other: JavaCPP unpacks them into a
 * cache on first use, and ranks that do so at the same time disturb each other.
 */
final class NativeLibraries {

  private static final String LOCK = ".facemargin-ranks.lock";

  private NativeLibraries() {}

  /** Loads what training uses, and then what {@code transport} loads. */
  static void load(Runnable transport) {
    try {
      File folder = Loader.getCacheDir();
      try (FileChannel channel =
              FileChannel.open(
                  folder.toPath().resolve(LOCK),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        assertHeld(lock);
        Nd4j.getExecutioner();
        Loader.load(dnnl.class);
        transport.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use JavaCPP's cache: " + e.getMessage(), e);
    }
  }

  private static void assertHeld(FileLock lock) {
    if (!lock.isValid()) {
      throw new IllegalStateException("The lock of JavaCPP's cache was lost.");
    }
  }
}
