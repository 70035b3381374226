package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The file of a database, for its owner alone: sessions hold file contents and command output, and
 * nobody else on the machine may read them.
 */
record SqliteFile(Path path) {

  /** Makes it and its folders, where they are missing. */
  void make() {
    try {
      Path folder = path.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, mode("rwx------"));
      }
      Files.createFile(path, mode("rw-------"));
    } catch (FileAlreadyExistsException e) {
      requireFile(e);
    } catch (IOException e) {
      throw new PersistenceException(
          "the database " + path + " cannot be made: " + reason(path, e), e);
    }
  }

  private void requireFile(FileAlreadyExistsException found) {
    if (!Files.exists(path)) {
      throw new PersistenceException(
          "the database " + path + " cannot be made: " + reason(path, found), found);
    }
    if (!Files.isRegularFile(path)) {
      throw noFile(found);
    }
  }

  private PersistenceException noFile(Exception cause) {
    return new PersistenceException(
        path + " is no file; name a file for the database, such as " + path.resolve("sessions.db"),
        cause);
  }

  /** Whether it is there, with something in it. */
  boolean holdsSomething() {
    try {
      if (Files.isDirectory(path)) {
        throw noFile(new FileSystemException(path.toString()));
      }
      return Files.size(path) > 0;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new PersistenceException(
          "the database " + path + " cannot be looked at: " + reason(path, e), e);
    }
  }

  /** Why nothing can be done with a file, and what to do. */
  static String reason(Path file, IOException failure) {
    return switch (failure) {
      case AccessDeniedException e ->
          "you have no right to "
              + Optional.ofNullable(e.getFile()).orElse(file.toString())
              + " or its folder; give yourself that right, or name another place";
      case FileSystemException e when fileAsFolder(file).isPresent() ->
          fileAsFolder(file).get() + " is no folder; name another place";
      case FileSystemException e when e.getReason() != null ->
          "the system says \"" + e.getReason() + "\"; mend that, or name another place";
      default -> "the system refuses it; check the folder, or name another place";
    };
  }

  /** What stands on the way to a file where there should be a folder. */
  private static Optional<Path> fileAsFolder(Path file) {
    Path above = file.toAbsolutePath().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    return Optional.ofNullable(above).filter(found -> !Files.isDirectory(found));
  }

  private FileAttribute<?>[] mode(String mode) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
