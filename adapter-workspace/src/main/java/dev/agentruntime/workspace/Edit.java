package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A tool that changes files. What would become of them is worked out in memory, shown, and before
 * it is written worked out again: it must come to the same.
 */
record Edit(ConfinedPaths paths, Planner planner) implements WorkspaceTool {

  /** Works out what becomes of each file. */
  interface Planner {
    /** Each file at most once; nothing is written. */
    Plan plan(Arguments arguments) throws ToolFailedException, IOException;
  }

  /**
   * What would be done.
   *
   * @param secret whether it follows from content that the model may not be told
   */
  record Plan(List<FileChange> changes, boolean secret) {}

  @Override
  public Preview preview(Arguments arguments) throws ToolFailedException, IOException {
    Plan plan = planner.plan(arguments);
    List<FileChange> changes = plan.changes();
    long size =
        changes.stream().mapToLong(change -> change.after().map(a -> a.length).orElse(0)).sum();
    return new Preview(
        changes.stream().map(change -> change.path().toString()).toList(),
        impacts(changes),
        OptionalLong.of(size),
        Optional.of(ShownDiff.of(changes)),
        plan.secret());
  }

  private static List<FileImpact> impacts(List<FileChange> changes) {
    return changes.stream().map(FileChange::impact).toList();
  }

  @Override
  public ToolResult run(AuthorizedCall call, Consumer<String> output)
      throws ToolFailedException, IOException {
    requireAsShown(call.preview().impacts());
    List<FileChange> planned = planner.plan(new Arguments(call.arguments())).changes();
    if (!impacts(planned).equals(call.preview().impacts())) {
      throw changed("a file");
    }
    List<FileChange> changes = planned.stream().filter(c -> !c.changesNothing()).toList();
    if (changes.isEmpty()) {
      return ToolResult.succeeded("the file already has exactly this content");
    }
    AtomicEdit.apply(paths, changes);
    return ToolResult.changed(
        changes.stream().map(FileChange::told).collect(Collectors.joining("\n")),
        changes.stream().map(change -> change.path().toString()).toList());
  }

  /**
   * Asked before planning: a diff for a changed file should be told so, not that it does not fit.
   */
  private void requireAsShown(List<FileImpact> shown) throws ToolFailedException, IOException {
    for (FileImpact impact : shown) {
      Optional<Digest> now =
          paths
              .find(WorkspacePath.parse(impact.path()), ReadFile.MAX_BYTES)
              .map(content -> Digest.of(content.bytes()));
      if (!now.equals(impact.before())) {
        throw changed(impact.path());
      }
    }
  }

  static ToolFailedException changed(String path) {
    return new ToolFailedException(
        path + " changed since it was shown; nothing was written. Read it again and redo the edit");
  }
}
