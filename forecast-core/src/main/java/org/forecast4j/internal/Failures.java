package org.forecast4j.internal;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong, in one line for whoever named a file or an address on a command line. */
public final class Failures {
  private Failures() {}

  /**
   * Says what happened, also for exceptions of the JDK whose message is the name of a file or
   * nothing. What a file holds may stand in it; it neither breaks the line nor steers a terminal.
   */
  public static String describe(Throwable failure) {
    String reason = reason(failure);
    if (failure instanceof FileSystemException file && file.getFile() != null) {
      return Text.printable(file.getFile() + ": " + reason);
    }
    return Text.printable(reason);
  }

  /** Says what happened without the name of the file. */
  public static String reason(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    if (failure instanceof FileSystemException file && isFolder(file)) {
      return "a folder; expected a file";
    }
    if (failure instanceof NotDirectoryException) {
      return "no folder";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "a folder that is not empty";
    }
    if (failure instanceof AccessDeniedException) {
      return "this user may not use it";
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    if (failure instanceof ConnectException) {
      return "nobody answers there";
    }
    if (failure instanceof UnknownHostException) {
      return "there is no host '" + failure.getMessage() + "'";
    }
    if (failure instanceof MalformedInputException) {
      return "holds bytes that are no text in UTF-8";
    }
    String message = failure.getMessage();
    return message == null || failure instanceof FileSystemException
        ? failure.getClass().getSimpleName()
        : message;
  }

  /** What the system calls it depends on the system. */
  private static boolean isFolder(FileSystemException failure) {
    return "Is a directory".equals(failure.getReason());
  }
}
