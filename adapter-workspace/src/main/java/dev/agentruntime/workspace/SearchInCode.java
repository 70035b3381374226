package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code search_in_code}: lines that have a text or match an expression. Hidden files are searched,
 * binary ones, those for secrets and those that {@code .gitignore} names are not.
 *
 * @param ripgrep tells where to look, if it is there
 * @param patience how long a search may take
 */
record SearchInCode(ConfinedPaths paths, Optional<Ripgrep> ripgrep, Duration patience)
    implements WorkspaceTool {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  static final int MAX_RESULTS = 1000;
  private static final int MAX_CONTEXT = 20;

  @Override
  public Preview preview(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath given = start(arguments);
    WorkspacePath real = paths.follow(given);
    search(arguments);
    return ReadFile.disclosed(paths, given, real);
  }

  private static WorkspacePath start(Arguments arguments) throws ToolFailedException {
    return WorkspacePath.parse(arguments.text("path").orElse("."));
  }

  private static LineSearch search(Arguments arguments) throws ToolFailedException {
    return LineSearch.of(
        arguments.required("query"), arguments.isSet("regex"), arguments.isSet("case_sensitive"));
  }

  @Override
  public ToolResult run(AuthorizedCall call, Consumer<String> output)
      throws ToolFailedException, IOException, InterruptedException {
    var arguments = new Arguments(call.arguments());
    WorkspacePath start = ReadFile.resolved(paths, start(arguments), call.preview());
    var query =
        new ParallelSearch.Query(
            search(arguments),
            ListFiles.PathFilter.of(start, arguments.text("file_pattern")),
            arguments.number("max_results", 100, 1, MAX_RESULTS),
            arguments.number("context_lines", 0, 0, MAX_CONTEXT));
    return ToolResult.succeeded(isFile(start) ? inFile(start, query) : below(start, query));
  }

  private boolean isFile(WorkspacePath start) throws ToolFailedException, IOException {
    if (start.isRoot()) {
      return false;
    }
    try (ConfinedFolder folder = paths.folder(start.parent())) {
      return folder.kind(start.name()) == Kind.FILE;
    }
  }

  private String inFile(WorkspacePath file, ParallelSearch.Query query)
      throws ToolFailedException, IOException {
    var hits = new SearchHits(query.limit());
    byte[] bytes = paths.read(file, ReadFile.MAX_BYTES);
    hits.take(ParallelSearch.in(file, bytes, query, query.limit()));
    return hits.shown();
  }

  private String below(WorkspacePath start, ParallelSearch.Query query)
      throws ToolFailedException, IOException, InterruptedException {
    // Refuses what is no folder before a program is let loose on it.
    paths.folder(start).close();
    var walk = new FileWalk(paths, true, true);
    Optional<PathTree> only = candidates(start, query.search().needles());
    try (var search = new ParallelSearch(query, patience)) {
      if (only.isPresent()) {
        walk.walk(start, only.get(), search);
      } else {
        walk.walk(start, search);
      }
      return search.shown();
    }
  }

  private Optional<PathTree> candidates(WorkspacePath start, List<Needle> needles)
      throws ToolFailedException, IOException, InterruptedException {
    boolean isTelling = !needles.isEmpty() && needles.stream().allMatch(Needle::isTelling);
    if (!isTelling || ripgrep.isEmpty() || hasOwnRules()) {
      return Optional.empty();
    }
    return ripgrep.get().filesWith(needles, start);
  }

  /** Ripgrep has no option against these alone. One further down makes it find less. */
  private boolean hasOwnRules() throws ToolFailedException, IOException {
    try (ConfinedFolder root = paths.folder(WorkspacePath.ROOT)) {
      return root.kind(".rgignore") != Kind.MISSING;
    }
  }
}
