package dev.agentruntime.workspace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An open folder beneath the root. Everything is done relative to the open handle and without
 * following links, so that renaming or swapping what lies above it cannot lead anywhere else.. A
 * file that is swapped for a pipe between the look at it and its opening is refused, by {@link
 * Opening} where that would wait.
 */
final class ConfinedFolder implements Closeable {

  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

  /** What stands for bytes that make no text. */
  private static final char UNDECODABLE = '\uFFFD';

  private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, NOFOLLOW);

  private final SecureDirectoryStream<Path> stream;
  private final WorkspacePath path;
  private final ConfinedPaths paths;

  /** Closing waits for an opening that was given up. */
  private volatile boolean held;

  ConfinedFolder(SecureDirectoryStream<Path> stream, WorkspacePath path, ConfinedPaths paths) {
    this.stream = stream;
    this.path = path;
    this.paths = paths;
  }

  /** What a name in a folder stands for. */
  enum Kind {
    MISSING,
    FILE,
    FOLDER,
    LINK,
    /** A pipe, a socket or a device. */
    OTHER
  }

  /** One name in a folder. */
  record Entry(WorkspacePath path, Kind kind) {}

  /** A file as it was read. */
  static final class Content {
    private final byte[] bytes;
    private final PosixFileAttributes attributes;

    private Content(byte[] bytes, PosixFileAttributes attributes) {
      this.bytes = bytes;
      this.attributes = attributes;
    }

    byte[] bytes() {
      return bytes;
    }

    PosixFileAttributes attributes() {
      return attributes;
    }
  }

  WorkspacePath path() {
    return path;
  }

  Kind kind(String name) throws IOException {
    return attributes(name).map(ConfinedFolder::kindOf).orElse(Kind.MISSING);
  }

  private Optional<PosixFileAttributes> attributes(String name) throws IOException {
    try {
      return Optional.of(view(name).readAttributes());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private PosixFileAttributeView view(String name) {
    return stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, NOFOLLOW);
  }

  /**
   * Whether a file has more names than one, of which others may lie outside. Java counts names by
   * path only; what the path leads to must therefore be the file that is here.
   */
  boolean hasOtherNames(String name) throws IOException {
    Path byPath = paths.root().resolve(path.child(name).toString());
    Map<String, Object> counted =
        Files.readAttributes(byPath, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
    Object key = view(name).readAttributes().fileKey();
    return !counted.equals(Map.of("nlink", 1, "fileKey", key));
  }

  private static Kind kindOf(PosixFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return Kind.LINK;
    }
    if (attributes.isDirectory()) {
      return Kind.FOLDER;
    }
    return attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
  }

  /** Opens a folder in this one. */
  ConfinedFolder child(String name) throws ToolFailedException, IOException {
    WorkspacePath at = path.child(name);
    Kind kind = kind(name);
    if (kind == Kind.MISSING) {
      throw new ToolFailedException("there is no folder " + at);
    }
    if (kind == Kind.LINK) {
      throw new ToolFailedException(
          at + " is a symbolic link; use the path of the folder it points to");
    }
    if (kind != Kind.FOLDER) {
      throw new ToolFailedException(at + " is not a folder");
    }
    return open(name);
  }

  /** The opening itself: whatever was seen before, it fails on a link. */
  ConfinedFolder open(String name) throws IOException {
    return new ConfinedFolder(
        patiently(() -> stream.newDirectoryStream(Path.of(name), NOFOLLOW)),
        path.child(name),
        paths);
  }

  /** This folder once more, to be closed by itself. */
  ConfinedFolder again() throws IOException {
    return new ConfinedFolder(stream.newDirectoryStream(Path.of("."), NOFOLLOW), path, paths);
  }

  private <T extends Closeable> T patiently(Opening.Action<T> action) throws IOException {
    try {
      return paths.opening().open(action);
    } catch (Opening.GivenUpException | ClosedByInterruptException e) {
      held = true;
      throw e;
    }
  }

  /** Opens a folder in this one and closes this one. */
  ConfinedFolder enter(String name) throws ToolFailedException, IOException {
    try {
      return child(name);
    } finally {
      close();
    }
  }

  /** What is in this folder, by name. To be asked once. */
  List<Entry> entries() throws IOException {
    var names = new ArrayList<String>();
    for (Path each : stream) {
      String name = String.valueOf(each.getFileName());
      // A name with bytes that make no text would come back as another one.
      if (name.indexOf(UNDECODABLE) < 0) {
        names.add(name);
      }
    }
    return entries(names);
  }

  /** Those of these names that are in this folder, in order. */
  List<Entry> entries(Collection<String> names) throws IOException {
    var entries = new ArrayList<Entry>();
    for (String name : names) {
      Kind kind = kind(name);
      if (kind != Kind.MISSING) {
        entries.add(new Entry(path.child(name), kind));
      }
    }
    entries.sort(Comparator.comparing(entry -> entry.path().name()));
    return entries;
  }

  /**
   * Reads a regular file.
   *
   * @throws ToolFailedException if it is none, or larger than the limit
   */
  Content read(String name, long limit) throws ToolFailedException, IOException {
    PosixFileAttributes attributes = regular(name);
    byte[] bytes = head(name, limit + 1);
    if (bytes.length > limit) {
      throw new ToolFailedException(
          "%s is larger than %d MB (%d bytes), which is the limit; search in it, or cut a part out by a command"
              .formatted(path.child(name), limit >> 20, attributes.size()));
    }
    return new Content(bytes, attributes);
  }

  /** The first bytes of a regular file. */
  byte[] readHead(String name, long limit) throws ToolFailedException, IOException {
    regular(name);
    return head(name, limit);
  }

  private PosixFileAttributes regular(String name) throws ToolFailedException, IOException {
    WorkspacePath at = path.child(name);
    PosixFileAttributes attributes =
        attributes(name).orElseThrow(() -> new ToolFailedException("there is no file " + at));
    Kind kind = kindOf(attributes);
    if (kind == Kind.FOLDER) {
      throw new ToolFailedException(at + " is a folder; list_files shows what is in it");
    }
    if (kind == Kind.LINK) {
      throw new ToolFailedException(at + " is a symbolic link; use the path it points to");
    }
    if (kind == Kind.OTHER) {
      throw new ToolFailedException(at + " is a pipe, socket or device, not a regular file");
    }
    return attributes;
  }

  /** The reading itself: whatever was seen before, it fails on a link and on a pipe. */
  byte[] head(String name, long limit) throws IOException {
    try (SeekableByteChannel channel =
        patiently(() -> stream.newByteChannel(Path.of(name), READING))) {
      requireSeekable(channel);
      var buffer = ByteBuffer.allocate(Math.toIntExact(Math.min(limit, channel.size() + 1)));
      fill(buffer, channel);
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  /** Fails on a pipe, which would be read until its other end is closed. */
  private static void requireSeekable(SeekableByteChannel channel) throws IOException {
    var unused = channel.position();
  }

  private static void fill(ByteBuffer buffer, SeekableByteChannel channel) throws IOException {
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Until the file or the limit ends.
    }
  }

  /**
   * Reads a file that was seen to be a regular one, on the caller's thread: for many files, by
   * threads that nobody waits for without end.
   *
   * @param buffer what smaller files are read into
   * @return empty if the file is larger than the limit
   */
  Optional<ByteBuffer> read(String name, ByteBuffer buffer, int limit) throws IOException {
    try (SeekableByteChannel channel = stream.newByteChannel(Path.of(name), READING)) {
      requireSeekable(channel);
      buffer.clear();
      fill(buffer, channel);
      if (buffer.hasRemaining()) {
        return Optional.of(buffer.flip());
      }
      // Full to the last byte means that it has more, or just grew.
      int size = Math.toIntExact(Math.clamp(channel.size(), buffer.capacity(), limit) + 1);
      var larger = ByteBuffer.allocate(size).put(buffer.flip());
      fill(larger, channel);
      return larger.hasRemaining() ? Optional.of(larger.flip()) : Optional.empty();
    }
  }

  /**
   * Makes a new file and forces it to disk.
   *
   * @param like whose mode, and where allowed whose owner, it takes
   */
  void create(String name, byte[] content, Optional<PosixFileAttributes> like) throws IOException {
    try (SeekableByteChannel channel = newFile(name, like)) {
      var buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      // It is one, though the type does not say so.
      ((FileChannel) channel).force(true);
    }
    if (like.isPresent()) {
      adopt(view(name), like.get());
    }
  }

  /** Makes a new file that only its owner can read, to be written bit by bit. */
  SeekableByteChannel createOpen(String name) throws IOException {
    return stream.newByteChannel(
        Path.of(name),
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            NOFOLLOW),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private SeekableByteChannel newFile(String name, Optional<PosixFileAttributes> like)
      throws IOException {
    var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW);
    if (like.isEmpty()) {
      return stream.newByteChannel(Path.of(name), options);
    }
    // Readable by nobody else until it has the mode of the file that it replaces.
    Set<PosixFilePermission> onlyOwner = PosixFilePermissions.fromString("rw-------");
    return stream.newByteChannel(
        Path.of(name), options, PosixFilePermissions.asFileAttribute(onlyOwner));
  }

  private static void adopt(PosixFileAttributeView view, PosixFileAttributes like)
      throws IOException {
    try {
      view.setGroup(like.group());
      view.setOwner(like.owner());
    } catch (IOException e) {
      // Only root may give files away; the content matters more than the owner.
    }
    view.setPermissions(like.permissions());
  }

  /** Renames a file or folder, replacing a file of that name. */
  void move(String from, ConfinedFolder into, String to) throws IOException {
    stream.move(Path.of(from), into.stream, Path.of(to));
  }

  void deleteFile(String name) throws IOException {
    stream.deleteFile(Path.of(name));
  }

  /** Removes an empty folder. */
  void deleteFolder(String name) throws IOException {
    stream.deleteDirectory(Path.of(name));
  }

  @Override
  public void close() throws IOException {
    if (held) {
      Opening.closeAside(stream);
    } else {
      stream.close();
    }
  }
}
