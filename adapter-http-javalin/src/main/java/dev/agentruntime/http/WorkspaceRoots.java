package dev.agentruntime.http;

import dev.agentruntime.domain.session.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The folders below which sessions may have their workspace on this machine.
 *
 * @param roots none for a server whose sessions all use clients
 * @param runner who runs a session on a folder
 */
public record WorkspaceRoots(List<Path> roots, Function<Path, Runner> runner) {

  public WorkspaceRoots {
    roots = List.copyOf(roots);
  }

  /** No folder at all. */
  public static WorkspaceRoots none() {
    return new WorkspaceRoots(
        List.of(),
        folder -> {
          throw new IllegalStateException("no root, no folder");
        });
  }

  /**
   * Who runs a session on a folder. What the folder is, is looked at with links resolved; the
   * runtime confines its tools to the folder itself.
   *
   * @throws IllegalArgumentException if the folder is outside of the roots; the message does not
   *     tell whether it exists
   */
  Runner on(String workspace) {
    if (roots.isEmpty()) {
      throw new IllegalArgumentException(
          "this server has no workspaces; use tool_execution client, or start it with"
              + " --workspace-root");
    }
    return runner.apply(
        roots.stream()
            .filter(root -> isBelow(root, workspace))
            .findFirst()
            .map(root -> real(workspace))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "must be the absolute path of an existing folder below a root of this"
                            + " server")));
  }

  private static boolean isBelow(Path root, String workspace) {
    try {
      Path path = Path.of(workspace);
      return path.isAbsolute()
          && path.toRealPath().startsWith(root.toRealPath())
          && Files.isDirectory(path);
    } catch (IOException | InvalidPathException e) {
      // Not there, not to be seen, or no path: all the same to who asks.
      return false;
    }
  }

  private static Path real(String workspace) {
    try {
      return Path.of(workspace).toRealPath();
    } catch (IOException e) {
      throw new IllegalArgumentException("must be the absolute path of an existing folder", e);
    }
  }
}
