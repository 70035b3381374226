package dev.agentruntime.bootstrap;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Why a file cannot be read, in words: those of the system are often no more than its path. */
final class FileTrouble {

  private FileTrouble() {}

  static String of(Path file, IOException failure) {
    return switch (failure) {
      case AccessDeniedException e -> "you have no right to read it";
      case CharacterCodingException e -> "it is not text in UTF-8";
      case FileSystemException e -> reason(e).orElse("the system refuses it");
      default -> Files.isDirectory(file) ? "it is a folder" : "the system refuses it";
    };
  }

  /** What is left is the system's own: "Not a directory", "Too many levels of symbolic links". */
  private static Optional<String> reason(FileSystemException e) {
    return Optional.ofNullable(e.getReason()).map(reason -> "the system says \"" + reason + "\"");
  }
}
