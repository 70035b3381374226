package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** What is wrong with files, in words. */
final class FileTrouble {

  private FileTrouble() {}

  /** Why a text cannot be read from a file; goes on behind the file's name. */
  static String reading(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "does not exist";
      case CharacterCodingException bytes -> "is no UTF-8 text";
      case IOException other when Files.isDirectory(file) -> "is a folder; name a file";
      default -> "cannot be read: " + why(e);
    };
  }

  /** Why something did not work; names the file where it is known. */
  static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied -> "the rights of " + denied.getFile() + " do not allow it";
      case NotDirectoryException file -> file.getFile() + " is no folder";
      case FileAlreadyExistsException there -> there.getFile() + " exists already";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> Objects.requireNonNullElse(e.getMessage(), "the system does not say why");
    };
  }
}
