package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens everything beneath one root and nothing else. A path is walked name by name, each folder
 * opened relative to the one before it and never through a link. Links that are to be followed are
 * read as text and resolved here, and what comes out is walked the same way: a link that is swapped
 * in between can make an access fail, never lead it outside.
 *
 * <p>What remains: nothing tells whether the other names of a file with several (hard links) lie
 * inside. Writing replaces such a file without touching the others; reading it is asked for.
 * Commands get a plain path as their working folder. The root's own parents are trusted.
 */
final class ConfinedPaths {

  private static final int MAX_LINKS = 40;

  private final Path root;
  private final Object identity;
  private final Opening opening;

  private ConfinedPaths(Path root, Object identity, Opening opening) {
    this.root = root;
    this.identity = identity;
    this.opening = opening;
  }

  /**
   * Confines to this folder.
   *
   * @throws ToolFailedException if the platform cannot open files relative to a folder
   */
  static ConfinedPaths at(Path folder) throws ToolFailedException, IOException {
    return at(folder, Opening.PATIENT);
  }

  static ConfinedPaths at(Path folder, Opening opening) throws ToolFailedException, IOException {
    Path root = folder.toRealPath();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
      return new ConfinedPaths(root, identity(secure(stream)), opening);
    }
  }

  static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws ToolFailedException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new ToolFailedException(
        "this platform cannot open files relative to a folder, without which nothing keeps a tool"
            + " inside; use Linux");
  }

  private static Object identity(SecureDirectoryStream<Path> stream) throws IOException {
    return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
  }

  /** The real path of the root. */
  Path root() {
    return root;
  }

  /** How folders and files beneath it are opened. */
  Opening opening() {
    return opening;
  }

  /**
   * Opens a folder.
   *
   * @throws ToolFailedException if there is none, or if it lies behind a link
   */
  ConfinedFolder folder(WorkspacePath path) throws ToolFailedException, IOException {
    ConfinedFolder folder = openRoot();
    for (String name : path.names()) {
      folder = folder.enter(name);
    }
    return folder;
  }

  @SuppressWarnings("StreamResourceLeak") // the folder that is returned closes it
  private ConfinedFolder openRoot() throws ToolFailedException, IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    var folder = new ConfinedFolder(secure(stream), WorkspacePath.ROOT, this);
    if (!identity(secure(stream)).equals(identity)) {
      folder.close();
      throw new ToolFailedException("the workspace folder was replaced by another; open it again");
    }
    return folder;
  }

  /**
   * The same place with all links resolved; names that do not exist stay as they are.
   *
   * @throws ToolFailedException if a link leads out of the workspace
   */
  WorkspacePath follow(WorkspacePath path) throws ToolFailedException, IOException {
    WorkspacePath at = path;
    for (int links = 0; links <= MAX_LINKS; links++) {
      Optional<WorkspacePath> next = throughFirstLink(at);
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    throw new ToolFailedException(
        path + " goes through more than " + MAX_LINKS + " symbolic links");
  }

  private Optional<WorkspacePath> throughFirstLink(WorkspacePath path)
      throws ToolFailedException, IOException {
    ConfinedFolder folder = openRoot();
    try {
      List<String> names = path.names();
      for (int i = 0; i < names.size(); i++) {
        Kind kind = folder.kind(names.get(i));
        if (kind == Kind.LINK) {
          return Optional.of(redirected(path, i));
        }
        if (kind != Kind.FOLDER) {
          return Optional.empty();
        }
        folder = folder.enter(names.get(i));
      }
      return Optional.empty();
    } finally {
      folder.close();
    }
  }

  private WorkspacePath redirected(WorkspacePath path, int link)
      throws ToolFailedException, IOException {
    WorkspacePath at = path.first(link + 1);
    Path target = Files.readSymbolicLink(root.resolve(at.toString()));
    String outside = at + " is a symbolic link that leads out of the workspace";
    // An absolute target outside becomes one with too many steps up.
    WorkspacePath from = target.isAbsolute() ? WorkspacePath.ROOT : at.parent();
    String relative = target.isAbsolute() ? root.relativize(target).toString() : target.toString();
    String rest = String.join("/", path.names().subList(link + 1, path.names().size()));
    return from.resolve(relative, outside).resolve(rest, outside);
  }

  /** The file as it is, reached without any link; empty if there is none. */
  Optional<ConfinedFolder.Content> find(WorkspacePath path, long limit)
      throws ToolFailedException, IOException {
    requireName(path);
    ConfinedFolder folder = openRoot();
    try {
      for (String name : path.parent().names()) {
        if (folder.kind(name) == Kind.MISSING) {
          return Optional.empty();
        }
        folder = folder.enter(name);
      }
      return folder.kind(path.name()) == Kind.MISSING
          ? Optional.empty()
          : Optional.of(folder.read(path.name(), limit));
    } finally {
      folder.close();
    }
  }

  /** Reads a file, reached without any link. */
  byte[] read(WorkspacePath path, long limit) throws ToolFailedException, IOException {
    requireName(path);
    try (ConfinedFolder folder = folder(path.parent())) {
      return folder.read(path.name(), limit).bytes();
    }
  }

  /** Whether a file, reached without any link, has other names too: no file has none. */
  boolean hasOtherNames(WorkspacePath path) throws ToolFailedException, IOException {
    if (path.isRoot()) {
      return false;
    }
    ConfinedFolder folder = openRoot();
    try {
      for (String name : path.parent().names()) {
        if (folder.kind(name) != Kind.FOLDER) {
          return false;
        }
        folder = folder.enter(name);
      }
      return folder.kind(path.name()) == Kind.FILE && folder.hasOtherNames(path.name());
    } finally {
      folder.close();
    }
  }

  private static void requireName(WorkspacePath path) throws ToolFailedException {
    if (path.isRoot()) {
      throw new ToolFailedException("the path names the workspace folder itself, not a file in it");
    }
  }

  /**
   * Opens a folder to write in; the missing ones on the way are made.
   *
   * @param made takes each folder that was made, outermost first
   */
  ConfinedFolder folderToWrite(WorkspacePath path, List<WorkspacePath> made)
      throws ToolFailedException, IOException {
    ConfinedFolder folder = openRoot();
    for (String name : path.names()) {
      try {
        if (folder.kind(name) == Kind.MISSING) {
          make(folder, name);
          made.add(folder.path().child(name));
        }
      } catch (IOException | ToolFailedException e) {
        folder.close();
        throw e;
      }
      folder = folder.enter(name);
    }
    return folder;
  }

  /**
   * Java cannot make a folder relative to an open one. It is made in the root, whose path nobody
   * inside can redirect, and moved to its place by handle.
   */
  void make(ConfinedFolder parent, String name) throws ToolFailedException, IOException {
    String temporary = temporaryName();
    try (ConfinedFolder top = openRoot()) {
      Files.createDirectory(root.resolve(temporary));
      try {
        top.move(temporary, parent, name);
      } catch (IOException e) {
        top.deleteFolder(temporary);
        throw e;
      }
    }
  }

  /** A name for what must never be seen half done. */
  static String temporaryName() {
    return ".agent-runtime-" + UUID.randomUUID() + ".tmp";
  }
}
