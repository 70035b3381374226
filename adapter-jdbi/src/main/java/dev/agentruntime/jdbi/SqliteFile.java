package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The file of a database, for its owner alone: sessions hold file contents and command output, and
 * nobody else on the machine may read them. What names and rights alone tell to be lost or out of
 * place is refused, before SQLite makes something of it: an empty database in place of one that is
 * gone, or an older one where the journal is. The file is never opened here: to close it again
 * would give up the locks that SQLite has on it in this process.
 */
record SqliteFile(Path path, NetworkFileSystems.Types types) {

  private static final int SMALLEST_PAGE = 512;

  SqliteFile(Path path) {
    this(path, NetworkFileSystems.Types.OF_THIS_MACHINE);
  }

  /** Makes it and its folders, where they are missing. */
  void make() {
    requireUsable();
    try {
      Path folder = path.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, mode("rwx------"));
      }
      createFor(path);
    } catch (FileAlreadyExistsException e) {
      requireFile(e);
    } catch (IOException e) {
      throw new PersistenceException(
          "the database " + path + " cannot be made: " + reason(path, e), e);
    }
  }

  /** Makes an empty file for its owner alone, which must not be there yet. */
  static void createFor(Path file) throws IOException {
    Files.createFile(file, new SqliteFile(file).mode("rw-------"));
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

  /** Whether it is there, with something in it that can be used. */
  boolean holdsSomething() {
    requireUsable();
    try {
      if (Files.isDirectory(path)) {
        throw noFile(new FileSystemException(path.toString()));
      }
      return holds(path);
    } catch (IOException e) {
      throw unseen(e);
    }
  }

  /** How long it is, without what is in the journal. */
  long size() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unseen(e);
    }
  }

  /** Whether it ends in the middle of a page, though nothing is to come from the journal. */
  boolean endsWithin(long page) {
    try {
      return Files.size(path) % page != 0 && !holds(journal(real()));
    } catch (IOException e) {
      throw unseen(e);
    }
  }

  private PersistenceException unseen(IOException e) {
    return new PersistenceException(
        "the database " + path + " cannot be looked at: " + reason(path, e), e);
  }

  /**
   * Refuses what must not be opened. That there is nothing is no reason, if nothing ever was.
   *
   * @throws PersistenceException with how to mend it
   */
  private void requireUsable() {
    requireOfThisMachine();
    Path real = real();
    if (Files.isRegularFile(real) && size() > 0) {
      requireWritable(real);
      requirePage();
    }
    requireComplete();
  }

  /** SQLite takes a file of one byte for an empty one, and begins anew. */
  private void requirePage() {
    if (size() < SMALLEST_PAGE) {
      throw unusable(SqliteErrors.NO_DATABASE);
    }
  }

  void requireOfThisMachine() {
    NetworkFileSystems.refuse(path, nearest(real()), types);
  }

  /** Refuses a file without its journal, and a journal without its file. */
  void requireComplete() {
    Path real = real();
    try {
      if (isEmpty(real)) {
        requireNoJournal(real);
      } else if (Files.isRegularFile(real)) {
        requireJournal(real);
      }
    } catch (IOException e) {
      throw unseen(e);
    }
  }

  /** Where it is by its own name: that of its journal is made of it. */
  Path real() {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static Path nearest(Path file) {
    Path existing = file;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }

  /** Where a file is, or is to be. */
  static Path folder(Path file) {
    return file.toAbsolutePath().resolveSibling("");
  }

  /** Has the disk take a file's content, or the names in a folder. */
  static void sync(Path file, StandardOpenOption opened) throws IOException {
    try (FileChannel channel = FileChannel.open(file, opened)) {
      channel.force(true);
    }
  }

  static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** The changes that did not come into the file yet. */
  static Path journal(Path file) {
    return beside(file, "-wal");
  }

  /** Where processes tell each other what is in the journal. It is there as long as that is. */
  static Path index(Path file) {
    return beside(file, "-shm");
  }

  private static boolean isEmpty(Path file) throws IOException {
    return !Files.exists(file) || (Files.isRegularFile(file) && Files.size(file) == 0);
  }

  /** Nobody writes a journal before the file has its first page. */
  private void requireNoJournal(Path real) throws IOException {
    if (holds(journal(real)) && isEmpty(real)) {
      throw unusable(
          (Files.exists(real) ? "the file is empty" : "the file is gone")
              + ", and its journal "
              + journal(real)
              + " is still there; put the file back or restore a backup, or move the journal away"
              + " to begin anew");
    }
  }

  static boolean holds(Path file) throws IOException {
    try {
      return Files.size(file) > 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void requireWritable(Path real) {
    if (!Files.isWritable(real) || !Files.isWritable(folder(real))) {
      throw unusable(SqliteErrors.READ_ONLY);
    }
  }

  /**
   * The index is made after the journal and removed before it. So while there is one, and the same
   * one, there is a journal; else somebody took that away, and what it held would be lost silently.
   */
  private void requireJournal(Path real) throws IOException {
    Path index = index(real);
    Optional<Object> before = identity(index);
    if (before.isPresent() && !Files.exists(journal(real)) && identity(index).equals(before)) {
      throw unusable(
          "its journal "
              + journal(real)
              + " with the newest changes is gone; put it back or restore a backup, or remove "
              + index
              + " to go on without those changes");
    }
  }

  private static Optional<Object> identity(Path file) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.ofNullable(attributes.fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  PersistenceException unusable(String why) {
    return new PersistenceException("the database " + path + " cannot be used: " + why, null);
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
