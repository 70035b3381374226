package dev.agentruntime.workspace;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A place beneath the root, by name only: nothing here knows whether it exists. No name is empty,
 * {@code .} or {@code ..}, so that joining names can never lead upwards.
 *
 * @param names from the root downwards; none for the root itself
 */
record WorkspacePath(List<String> names) {

  static final WorkspacePath ROOT = new WorkspacePath(List.of());

  private static final int MAX_LENGTH = 4096;

  WorkspacePath {
    names = List.copyOf(names);
  }

  /**
   * Reads a path as a model writes it.
   *
   * @throws ToolFailedException if it does not name a place beneath the root
   */
  static WorkspacePath parse(String given) throws ToolFailedException {
    refuseOddities(given);
    return ROOT.resolve(given, "the path " + given + " leads out of the workspace");
  }

  /**
   * Where a relative path leads from here.
   *
   * @param outside what to say if it leads above the root
   */
  WorkspacePath resolve(String relative, String outside) throws ToolFailedException {
    var result = new ArrayList<>(names);
    for (String name : relative.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> {
          if (result.isEmpty()) {
            throw new ToolFailedException(outside);
          }
          result.removeLast();
        }
        default -> result.add(name);
      }
    }
    return new WorkspacePath(result);
  }

  private static void refuseOddities(String given) throws ToolFailedException {
    if (given.length() > MAX_LENGTH) {
      throw new ToolFailedException("a path has at most " + MAX_LENGTH + " characters");
    }
    if (given.chars().anyMatch(Character::isISOControl)) {
      throw new ToolFailedException("a path has no control characters, line breaks or NUL in it");
    }
    if (given.equals("~") || given.startsWith("~/")) {
      throw new ToolFailedException("~ is not expanded; give the path relative to the workspace");
    }
    if (given.indexOf('\\') >= 0) {
      throw new ToolFailedException("the path " + given + " has \\ in it; write / between names");
    }
    if (given.startsWith("/")) {
      throw new ToolFailedException(
          "the path "
              + given
              + " is absolute; give it relative to the workspace, like src/Main.java");
    }
    if (!isExpressible(given)) {
      throw new ToolFailedException(
          "this process cannot write the name in its locale; start it with LC_ALL=C.UTF-8");
    }
  }

  /** Whether the system's encoding of names has these characters. */
  static boolean isExpressible(String name) {
    try {
      var unused = Path.of(name);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  boolean isRoot() {
    return names.isEmpty();
  }

  /** The last name; the root has none. */
  String name() {
    return names.getLast();
  }

  /** The folder it is in; the root has none. */
  WorkspacePath parent() {
    return first(names.size() - 1);
  }

  /** The place made of the first names. */
  WorkspacePath first(int count) {
    return new WorkspacePath(names.subList(0, count));
  }

  WorkspacePath child(String name) {
    var result = new ArrayList<String>(names.size() + 1);
    result.addAll(names);
    result.add(name);
    return new WorkspacePath(result);
  }

  /** As models and people see it: relative, {@code /} between the names, {@code .} for the root. */
  @Override
  public String toString() {
    return isRoot() ? "." : String.join("/", names);
  }
}
