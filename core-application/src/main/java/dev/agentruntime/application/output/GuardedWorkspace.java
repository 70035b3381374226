package dev.agentruntime.application.output;

import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A workspace whose every word goes through the guard; what is executed goes by it untouched. */
public record GuardedWorkspace(Workspace workspace, OutputGuard guard) implements Workspace {

  @Override
  public Previewed preview(ToolName tool, JsonObject arguments) {
    return switch (workspace.preview(tool, arguments)) {
      case Previewed.Possible possible -> new Previewed.Possible(guard.preview(possible.preview()));
      case Previewed.Impossible impossible ->
          new Previewed.Impossible(guard.text(impossible.problem()));
    };
  }

  @Override
  public ToolResult execute(AuthorizedCall call, Consumer<String> output)
      throws InterruptedException {
    OutputGuard.Live live = guard.live(output);
    ToolResult result = workspace.execute(call, live);
    live.end();
    return guard.result(result);
  }

  @Override
  public Map<String, Digest> digests(Collection<String> paths) {
    return workspace.digests(paths);
  }

  @Override
  public Optional<String> projectInstructions() {
    return workspace.projectInstructions().map(guard::text);
  }
}
