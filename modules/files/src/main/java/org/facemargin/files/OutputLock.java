package org.facemargin.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.facemargin.core.ConfigurationException;

/**
 * An output that belongs to one process: a folder, or a file that is going to be written. Held by
 * the operating system, so that a process that is killed lets go of it. Taking one also removes
 * what killed processes left half written in the folder, or beside the file ({@code *.partial-PID}
 * of processes that are gone).
 */
public final class OutputLock implements AutoCloseable {

  private static final Pattern PARTIAL = Pattern.compile(".*\\.partial-(\\d+)");

  private static final int LONGEST = 1 << 12;

  private final Path file;
  private final FileChannel channel;

  private OutputLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder, making it as needed.
   *
   * @throws ConfigurationException if another process, or another part of this one, has it
   * @throws UncheckedIOException if the disk refuses
   */
  public static OutputLock ofFolder(Path folder) {
    return take(folder, folder.resolve(".facemargin.lock")).clear(folder, Integer.MAX_VALUE);
  }

  /** Takes a file that is going to be written; as {@link #ofFolder} otherwise. */
  public static OutputLock ofFile(Path target) {
    return take(target, target.resolveSibling("." + target.getFileName() + ".facemargin.lock"))
        .clear(target.toAbsolutePath().getParent(), 1);
  }

  private OutputLock clear(Path folder, int depth) {
    try {
      Files.walkFileTree(folder, Set.of(), depth, new PartialsOfTheDead());
      return this;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("Cannot clear " + folder + ": " + IoCause.of(e), e);
    }
  }

  /** Does the work and lets go, whatever comes of it. */
  public <T> T during(Supplier<T> work) {
    try {
      return work.get();
    } finally {
      close();
    }
  }

  private static OutputLock take(Path output, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      while (true) {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        OutputLock lock = new OutputLock(file, channel);
        if (!locked(channel)) {
          channel.close();
          throw new ConfigurationException(
              output
                  + " is in use by another facemargin process. Wait for it, or take another"
                  + " output.");
        }
        // whoever held it before may have removed the file between our opening and locking it
        if (lock.isStillThere()) {
          return lock;
        }
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + output + ": " + IoCause.of(e), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Whether the name still leads to the file that is locked: told by a length drawn at random. (To
   * open the file once more and close it would end the lock: POSIX lets go of a file's locks with
   * the first descriptor a process closes.)
   */
  private boolean isStillThere() throws IOException {
    long length = 1 + ThreadLocalRandom.current().nextInt(LONGEST);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == length;
  }

  /** Removes half-written files whose process is gone. */
  private static final class PartialsOfTheDead extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Matcher partial = PARTIAL.matcher(String.valueOf(file.getFileName()));
      if (partial.matches() && isGone(partial.group(1))) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      return FileVisitResult.CONTINUE;
    }

    private static boolean isGone(String pid) {
      return pid.length() > 18 || ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot let go of " + file + ": " + IoCause.of(e), e);
    }
  }
}
