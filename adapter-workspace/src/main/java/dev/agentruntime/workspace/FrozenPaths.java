package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.ProtectedPaths;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a sandboxed command may not change in the workspace, because it would run by itself later,
 * outside the sandbox. Only what is there already can be frozen, and not what lies behind a link.
 */
final class FrozenPaths {

  private static final List<WorkspacePath> ALL =
      ProtectedPaths.frozen().stream()
          .map(path -> new WorkspacePath(List.of(path.split("/", -1))))
          .toList();

  private FrozenPaths() {}

  static List<Path> in(ConfinedPaths paths) {
    return ALL.stream()
        .filter(path -> isThere(paths, path))
        .map(path -> paths.root().resolve(path.toString()))
        .toList();
  }

  private static boolean isThere(ConfinedPaths paths, WorkspacePath path) {
    try (ConfinedFolder folder = paths.folder(path.parent())) {
      return Set.of(Kind.FILE, Kind.FOLDER).contains(folder.kind(path.name()));
    } catch (ToolFailedException | IOException e) {
      return false;
    }
  }
}
