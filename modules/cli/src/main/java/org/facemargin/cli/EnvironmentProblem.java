package org.facemargin.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.facemargin.files.IoCause;

/** Failures that neither the user's input nor this program is to blame for, each in a sentence. */
final class EnvironmentProblem {

  private static final int DEEPEST = 50;

  private EnvironmentProblem() {}

  /** The sentence for a failure; empty where it is not the environment's. */
  static Optional<String> of(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(DEEPEST)
        .flatMap(cause -> sentence(cause).stream())
        .findFirst();
  }

  private static Optional<String> sentence(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof OutOfMemoryError) {
      return Optional.of("Out of memory: " + message + ". " + remedy(message));
    }
    if (message.contains("bad_alloc") || message.contains("out of memory")) {
      return Optional.of("Out of memory outside the Java heap: " + message + ".");
    }
    if (cause instanceof UncheckedIOException refused) {
      return Optional.of(full(message, refused.getCause()));
    }
    if (cause instanceof FileSystemException refused) {
      return Optional.of("Cannot use a file: " + IoCause.of(refused) + ".");
    }
    return Optional.empty();
  }

  private static String remedy(String message) {
    return message.contains("heap space") || message.contains("GC overhead")
        ? "Give Java a larger heap (FACEMARGIN_JAVA_OPTIONS=-Xmx8g), or ask for less at once"
            + " (smaller batches, fewer --jobs)."
        : "The machine or a limit (-Dorg.bytedeco.javacpp.maxbytes, a container's) allows no more;"
            + " ask for less at once (smaller batches, fewer --jobs).";
  }

  private static String full(String message, IOException cause) {
    String why = IoCause.of(cause);
    String sentence = message.replaceFirst("[.:]\\s*$", "");
    return (sentence.contains(why) ? sentence : sentence + ": " + why) + ".";
  }

  /** A temporary folder that cannot be used, in a sentence. */
  static Optional<String> ofTemporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    return Files.isDirectory(folder) && Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of(
            "The temporary folder "
                + folder
                + " does not exist or cannot be written to: native libraries are unpacked there."
                + " Make it, or name another (FACEMARGIN_JAVA_OPTIONS=-Djava.io.tmpdir=DIR).");
  }
}
