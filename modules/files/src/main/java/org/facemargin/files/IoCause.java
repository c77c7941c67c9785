package org.facemargin.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why the disk refused, in words: Java's own messages often are a bare path. */
public final class IoCause {

  private IoCause() {}

  /** "no space left on device", "/data is read-only", "/x is a file, a folder is needed". */
  public static String of(IOException cause) {
    if (cause instanceof FileSystemException at) {
      return of(at);
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static String of(FileSystemException cause) {
    String file = cause.getFile();
    if (cause instanceof AccessDeniedException) {
      return "permission denied for " + file;
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no " + file;
    }
    if (cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException) {
      return file + " is a file, a folder is needed";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return file + " is a folder that is not empty";
    }
    return cause.getReason() == null ? cause.getMessage() : cause.getReason() + " (" + file + ")";
  }
}
