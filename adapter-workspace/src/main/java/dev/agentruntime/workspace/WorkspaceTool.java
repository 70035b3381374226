package dev.agentruntime.workspace;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import java.io.IOException;
import java.util.function.Consumer;

/** One tool. Safe for many threads. */
interface WorkspaceTool {

  /** What the call would do, found out without doing it. */
  Preview preview(Arguments arguments) throws ToolFailedException, IOException;

  /** Does it. */
  ToolResult run(AuthorizedCall call, Consumer<String> output)
      throws ToolFailedException, IOException, InterruptedException;
}
