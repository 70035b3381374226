package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Entry;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a command prints, in a file of the workspace, where {@code read_file} can look at what
 * an answer leaves out. Of very much the beginning and the end are kept, together less than {@code
 * read_file} takes. Whatever goes wrong with it, the command goes on.
 */
final class CommandLog {

  /** A {@code .gitignore} in it keeps it out of version control, listings and searches. */
  static final WorkspacePath FOLDER = new WorkspacePath(List.of(".agent-runtime", "logs"));

  static final int KEPT_FILES = 20;

  private static final String IGNORE = ".gitignore";
  private static final byte[] ALL = "*\n".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_IGNORE = 1 << 20;

  /** How much of the beginning and of the end is kept. */
  record Size(int head, int tail) {
    static final Size DEFAULT = new Size(4 << 20, 4 << 20);
  }

  private final ConfinedPaths paths;
  private final String name;
  private final Size size;
  private @Nullable ConfinedFolder folder;
  private @Nullable SeekableByteChannel file;
  private @Nullable String problem;
  private long written;

  CommandLog(ConfinedPaths paths, String call, Size size) {
    this.paths = paths;
    this.name = call + ".log";
    this.size = size;
  }

  /** What the model is told of it. */
  String whereabouts() {
    if (problem != null) {
      return "it could not be kept: " + problem;
    }
    return isCut()
        ? "more of its beginning and end is in " + FOLDER.child(name)
        : "all of it is in " + FOLDER.child(name);
  }

  void append(String text) {
    if (problem != null || text.isEmpty()) {
      return;
    }
    try {
      write(opened(), text.getBytes(StandardCharsets.UTF_8));
    } catch (ToolFailedException e) {
      fail(Objects.toString(e.getMessage()));
    } catch (IOException e) {
      fail(LocalWorkspace.problem(e));
    }
  }

  private SeekableByteChannel opened() throws IOException, ToolFailedException {
    SeekableByteChannel open = file;
    if (open == null) {
      ConfinedFolder in = paths.folderToWrite(FOLDER, new ArrayList<>());
      folder = in;
      ignore();
      removeOld();
      open = newFile(in);
      file = open;
    }
    return open;
  }

  private void ignore() throws IOException, ToolFailedException {
    try (ConfinedFolder parent = paths.folder(FOLDER.parent())) {
      if (parent.kind(IGNORE) == Kind.MISSING) {
        parent.create(IGNORE, ALL, Optional.empty());
      }
    } catch (FileAlreadyExistsException e) {
      // Another command was faster.
    }
  }

  /** The names are ids, and these are in the order in which they were made. */
  private void removeOld() throws IOException, ToolFailedException {
    try (ConfinedFolder in = paths.folder(FOLDER)) {
      List<String> logs =
          in.entries().stream()
              .filter(entry -> entry.kind() == Kind.FILE)
              .map(Entry::path)
              .map(WorkspacePath::name)
              .filter(log -> log.endsWith(".log"))
              .toList();
      for (String old : logs.subList(0, Math.max(0, logs.size() - KEPT_FILES + 1))) {
        in.deleteFile(old);
      }
    }
  }

  private SeekableByteChannel newFile(ConfinedFolder in) throws IOException {
    if (in.kind(name) != Kind.MISSING) {
      // Of the same call, which a stop of the program had interrupted.
      in.deleteFile(name);
    }
    return in.createOpen(name);
  }

  /** What is beyond the beginning goes round in the room for the end. */
  private void write(SeekableByteChannel to, byte[] bytes) throws IOException {
    int done = 0;
    while (done < bytes.length) {
      long place = place();
      long room = (written < size.head() ? size.head() : size.head() + size.tail()) - place;
      int length = (int) Math.min(room, bytes.length - done);
      put(to, place, ByteBuffer.wrap(bytes, done, length));
      done += length;
      written += length;
    }
  }

  private long place() {
    return written < size.head() ? written : size.head() + (written - size.head()) % size.tail();
  }

  private static void put(SeekableByteChannel to, long place, ByteBuffer bytes) throws IOException {
    to.position(place);
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private boolean isCut() {
    return written > (long) size.head() + size.tail();
  }

  /** Brings the end into order. Nothing is appended after it. */
  void finish() {
    try {
      if (file != null && isCut()) {
        unroll(file);
      }
      close();
    } catch (IOException e) {
      fail(LocalWorkspace.problem(e));
    }
  }

  private void unroll(SeekableByteChannel open) throws IOException {
    int seam = (int) (place() - size.head());
    byte[] tail = read(open, size.head(), size.tail());
    byte[] ordered = new byte[tail.length];
    System.arraycopy(tail, seam, ordered, 0, tail.length - seam);
    System.arraycopy(tail, 0, ordered, tail.length - seam, seam);
    int begin = 0;
    while (isInsideCharacter(ordered[begin])) {
      begin++;
    }
    int end = endOfHead(read(open, 0, size.head()));
    long leftOut = written - end - (ordered.length - begin);
    byte[] note = ("\n[… " + leftOut + " bytes left out …]\n").getBytes(StandardCharsets.UTF_8);
    put(open, end, ByteBuffer.wrap(note));
    put(open, end + (long) note.length, ByteBuffer.wrap(ordered, begin, ordered.length - begin));
    open.truncate(open.position());
  }

  /** Without the last character where it may not be whole. */
  private static int endOfHead(byte[] head) {
    int end = head.length;
    if (head[end - 1] < 0) {
      do {
        end--;
      } while (isInsideCharacter(head[end]));
    }
    return end;
  }

  private static boolean isInsideCharacter(byte octet) {
    return (octet & 0xC0) == 0x80;
  }

  private static byte[] read(SeekableByteChannel from, long place, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    from.position(place);
    while (bytes.hasRemaining() && from.read(bytes) >= 0) {
      // Until all is there.
    }
    return bytes.array();
  }

  /** Removes it: the answer has all that is in it. */
  void discard() {
    try (ConfinedFolder in = paths.folder(FOLDER)) {
      in.deleteFile(name);
      leaveNothingBehind();
    } catch (IOException | ToolFailedException e) {
      // It was never made, the command has removed it, or there are others beside it.
    }
  }

  /** With the last log its folders go, unless somebody keeps other things there. */
  private void leaveNothingBehind() throws IOException, ToolFailedException {
    WorkspacePath own = FOLDER.parent();
    try (ConfinedFolder above = paths.folder(own)) {
      above.deleteFolder(FOLDER.name());
      List<String> rest = above.entries().stream().map(entry -> entry.path().name()).toList();
      if (rest.equals(List.of(IGNORE))
          && Arrays.equals(above.read(IGNORE, MAX_IGNORE).bytes(), ALL)) {
        above.deleteFile(IGNORE);
        try (ConfinedFolder root = paths.folder(own.parent())) {
          root.deleteFolder(own.name());
        }
      }
    }
  }

  private void fail(String why) {
    problem = why;
    try {
      close();
    } catch (IOException closing) {
      // It is already told that it failed.
    }
  }

  private void close() throws IOException {
    SeekableByteChannel open = file;
    ConfinedFolder in = folder;
    file = null;
    folder = null;
    if (open != null) {
      open.close();
    }
    if (in != null) {
      in.close();
    }
  }
}
