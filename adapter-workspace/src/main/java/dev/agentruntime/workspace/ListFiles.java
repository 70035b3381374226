package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code list_files}: names in a folder, those of folders with a {@code /} behind. */
record ListFiles(ConfinedPaths paths) implements WorkspaceTool {

  static final int LIMIT = 1000;

  @Override
  public Preview preview(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath given = start(arguments);
    return ReadFile.seen(given, paths.follow(given));
  }

  private static WorkspacePath start(Arguments arguments) throws ToolFailedException {
    return WorkspacePath.parse(arguments.text("path").orElse("."));
  }

  @Override
  public ToolResult run(AuthorizedCall call, Consumer<String> output)
      throws ToolFailedException, IOException, InterruptedException {
    var arguments = new Arguments(call.arguments());
    WorkspacePath start = paths.follow(start(arguments));
    PathFilter filter = PathFilter.of(start, arguments.text("pattern"));
    var found = new ArrayList<String>();
    new FileWalk(paths, arguments.isSet("recursive"), arguments.isSet("include_hidden"))
        .walk(
            start,
            (folder, entry) -> {
              if (filter.accepts(entry.path())) {
                found.add(entry.path() + (entry.kind() == Kind.FOLDER ? "/" : ""));
              }
            });
    return ToolResult.succeeded(shown(found));
  }

  private static String shown(ArrayList<String> found) {
    if (found.isEmpty()) {
      return "[nothing found; files that .gitignore names are left out, hidden ones unless asked"
          + " for]";
    }
    String names = String.join("\n", found.subList(0, Math.min(LIMIT, found.size())));
    return found.size() <= LIMIT
        ? names
        : names + "\n[%d more; narrow it by path or pattern]".formatted(found.size() - LIMIT);
  }

  /** A glob, if there is one, on the path from the root or from where the walk starts. */
  record PathFilter(WorkspacePath start, Optional<Glob> glob) {

    static PathFilter of(WorkspacePath start, Optional<String> glob) throws ToolFailedException {
      return new PathFilter(
          start, glob.isPresent() ? Optional.of(Glob.of(glob.get())) : Optional.empty());
    }

    boolean accepts(WorkspacePath path) {
      return glob.isEmpty()
          || glob.get().matches(path.toString())
          || matchesBelow(glob.get(), path);
    }

    private boolean matchesBelow(Glob wanted, WorkspacePath path) {
      int depth = Math.min(start.names().size(), path.names().size() - 1);
      return wanted.matches(String.join("/", path.names().subList(depth, path.names().size())));
    }
  }
}
