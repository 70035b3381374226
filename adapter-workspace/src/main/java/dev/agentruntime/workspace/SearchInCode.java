package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.workspace.ConfinedFolder.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code search_in_code}: lines that have a text or match an expression. Hidden files are searched,
 * binary ones, those for secrets and those that {@code .gitignore} names are not.
 */
record SearchInCode(ConfinedPaths paths) implements WorkspaceTool {

  static final int MAX_RESULTS = 1000;
  private static final int MAX_CONTEXT = 20;

  @Override
  public Preview preview(Arguments arguments) throws ToolFailedException, IOException {
    WorkspacePath given = start(arguments);
    WorkspacePath real = paths.follow(given);
    SecretFiles.refuse(given);
    SecretFiles.refuse(real);
    search(arguments);
    return ReadFile.seen(given, real);
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
    var hits =
        new SearchHits(
            search(arguments),
            arguments.number("max_results", 100, 1, MAX_RESULTS),
            arguments.number("context_lines", 0, 0, MAX_CONTEXT));
    WorkspacePath start = paths.follow(start(arguments));
    if (isFile(start)) {
      SecretFiles.refuse(start);
      add(hits, start, paths.read(start, ReadFile.MAX_BYTES));
    } else {
      walk(start, ListFiles.PathFilter.of(start, arguments.text("file_pattern")), hits);
    }
    return ToolResult.succeeded(hits.shown());
  }

  private boolean isFile(WorkspacePath start) throws ToolFailedException, IOException {
    if (start.isRoot()) {
      return false;
    }
    try (ConfinedFolder folder = paths.folder(start.parent())) {
      return folder.kind(start.name()) == Kind.FILE;
    }
  }

  private void walk(WorkspacePath start, ListFiles.PathFilter filter, SearchHits hits)
      throws ToolFailedException, IOException, InterruptedException {
    new FileWalk(paths, true, true)
        .walk(
            start,
            (folder, entry) -> {
              WorkspacePath file = entry.path();
              if (entry.kind() == Kind.FILE && filter.accepts(file) && !SecretFiles.covers(file)) {
                read(folder, file, hits);
              }
            });
  }

  private static void read(ConfinedFolder folder, WorkspacePath file, SearchHits hits)
      throws IOException {
    try {
      add(hits, file, folder.read(file.name(), ReadFile.MAX_BYTES).bytes());
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (ToolFailedException | IOException e) {
      hits.skip();
    }
  }

  private static void add(SearchHits hits, WorkspacePath file, byte[] bytes) {
    Optional<TextFile> text = TextFile.of(bytes);
    text.ifPresent(content -> hits.in(file, content));
  }
}
