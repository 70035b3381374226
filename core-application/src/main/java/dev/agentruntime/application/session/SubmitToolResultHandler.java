package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.tool.ToolResult;

/** Takes results of calls that the client executed. */
public final class SubmitToolResultHandler {

  private final SessionCommands commands;

  public SubmitToolResultHandler(SessionCommands commands) {
    this.commands = commands;
  }

  /**
   * Takes a result and wakes the runner.
   *
   * @throws RefusedException if the call was not announced for execution, under this digest, or has
   *     another answer already
   */
  public Accepted handle(SubmitToolResult command) {
    ToolResult result =
        command.failed()
            ? ToolResult.failed(command.content())
            : ToolResult.succeeded(command.content());
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) ->
            session.takeResult(command.call(), command.digest(), result, moment),
        Accepted.RECEIPT);
  }
}
