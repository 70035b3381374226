package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.HashMap;
import java.util.Map;

/**
 * For people: the answer on standard output, a line for each step on standard error. Replies are
 * shown when they are whole, so that nothing stands on a terminal twice.
 */
final class TextOutput implements RunOutput {

  private static final int MAX_LINE = 100;

  private final Surroundings surroundings;
  private final Map<ToolCallId, String> calls = new HashMap<>();

  TextOutput(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void session(SessionId session) {
    surroundings.tell("session " + session);
  }

  @Override
  public void delta(Delta delta) {
    // Shown with the reply or the result it belongs to.
  }

  @Override
  public void event(RecordedEvent recorded) {
    switch (recorded.event()) {
      case SessionEvent.AgentRouted e -> say("router", e.routing().reason());
      case SessionEvent.AgentSwitched e -> say("agent", e.from() + " → " + e.to());
      case SessionEvent.ReplyRecorded e -> reply(e.reply());
      case SessionEvent.ToolCallProposed e -> calls.put(e.call().id(), label(e.call()));
      case SessionEvent.ToolAnswered e -> answered(e.call(), e.result());
      case SessionEvent.ModelRequestFailed e -> say("model", e.message());
      case SessionEvent.ReplyDiscarded e -> say("model", "reply discarded: " + e.reason());
      case SessionEvent.ApprovalRequested e ->
          say("approval", "asked for: " + ApprovalForm.summary(e.approval().request()));
      case SessionEvent.ApprovalClosed e -> say("approval", decided(e.outcome()));
      default -> {}
    }
  }

  /** A reply without calls is the answer, which stands on standard output. */
  private void reply(Message.Assistant reply) {
    if (!reply.calls().isEmpty() && !reply.text().isBlank()) {
      surroundings.tell(reply.text().strip());
    }
  }

  private static String label(ToolCall call) {
    if (!(call.arguments() instanceof ToolArguments.Parsed(var arguments))) {
      return call.name();
    }
    String object =
        arguments
            .string("command")
            .or(() -> arguments.string("path"))
            .or(() -> arguments.string("query"))
            .or(() -> arguments.string("mode"))
            .or(() -> arguments.string("question"))
            .orElse("");
    return call.name() + " " + object;
  }

  private void answered(ToolCallId call, ToolResult result) {
    String outcome =
        result.outcome() == ToolResult.Outcome.SUCCEEDED
            ? ""
            : ": " + result.outcome().id() + ": " + result.content();
    say("tool", calls.getOrDefault(call, "call") + outcome);
  }

  private static String decided(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved a ->
          (a.edited() ? "edited into " + ApprovalForm.summary(a.granted()) : "approved")
              + " by "
              + a.by();
      case PendingApprovalState.Rejected r ->
          "rejected by " + r.by() + (r.feedback().isBlank() ? "" : ": " + r.feedback());
      case PendingApprovalState.Cancelled c -> "withdrawn: " + c.reason();
      case PendingApprovalState.Expired e -> "expired";
      case PendingApprovalState.Pending p -> "pending";
    };
  }

  private void say(String who, String what) {
    surroundings.tell("  " + who + ": " + VisibleText.line(what, MAX_LINE));
  }

  @Override
  public void result(RunResult result) {
    RunResult.Ending ending = result.ending();
    if (ending.status() == RunResult.Status.COMPLETED) {
      surroundings.out().println(VisibleText.of(ending.text()));
      surroundings.out().flush();
    }
  }
}
