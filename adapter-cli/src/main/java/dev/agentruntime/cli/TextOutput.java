package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For people: the answer on standard output, a line for each step on standard error. On a terminal
 * replies are shown as they come, and an answer that stands there already is not printed again;
 * elsewhere they are shown when they are whole.
 */
final class TextOutput implements RunOutput {

  private static final int MAX_LINE = 100;
  private static final int MAX_LABEL = 200;
  private static final int SHOWN_OF_FAILED = 5;
  private static final String MODEL = "the model";

  private final Screen screen;
  private final ReplyStream replies;
  private final Map<ToolCallId, String> calls = new HashMap<>();
  private final Map<ToolCallId, Instant> started = new HashMap<>();

  TextOutput(Screen screen) {
    this.screen = screen;
    this.replies = new ReplyStream(screen);
  }

  @Override
  public void session(SessionId session) {
    screen.show(Styled.of(Ink.DIM, "session " + session));
  }

  /** What is answered from now on may have been called before. */
  @Override
  public void resumed(List<RecordedEvent> before) {
    for (RecordedEvent recorded : before) {
      if (recorded.event() instanceof SessionEvent.ReplyRecorded replied) {
        label(replied.reply());
      }
    }
  }

  @Override
  public void delta(Delta delta) {
    if (screen.isLive()) {
      switch (delta) {
        case Delta.ReplyText text -> replies.take(text);
        case Delta.ToolOutput output -> screen.output(output.text());
        case Delta.Reasoning reasoning -> {
          // It is the way to the answer, and longer.
        }
      }
    }
  }

  @Override
  public void event(RecordedEvent recorded) {
    switch (recorded.event()) {
      case SessionEvent.TurnStarted e -> screen.awaiting(MODEL);
      case SessionEvent.TurnRunning e -> screen.awaiting(MODEL);
      case SessionEvent.TurnWaiting e -> screen.idle();
      case SessionEvent.TurnEnded e -> screen.idle();
      case SessionEvent.AgentRouted e -> say("router", e.routing().reason());
      case SessionEvent.AgentSwitched e -> say("agent", e.from() + " → " + e.to());
      case SessionEvent.ReplyRecorded e -> reply(e.reply());
      case SessionEvent.ReplyDiscarded e -> discarded(e);
      case SessionEvent.ToolStarted e -> started(e.call(), recorded.at());
      case SessionEvent.ToolAnswered e -> answered(e.call(), e.result(), recorded.at());
      case SessionEvent.ModelRequestFailed e -> say("model", e.message());
      case SessionEvent.ApprovalRequested e ->
          say("approval", "asked for: " + ApprovalForm.summary(e.approval().request()));
      case SessionEvent.ApprovalClosed e -> say("approval", decided(e.outcome()));
      default -> {}
    }
  }

  /** A reply without calls is the answer, which stands on standard output. */
  private void reply(Message.Assistant reply) {
    label(reply);
    boolean shown = replies.end(reply);
    if (!shown && !reply.calls().isEmpty() && !reply.text().isBlank()) {
      screen.surroundings().tell(reply.text().strip());
    }
  }

  private void discarded(SessionEvent.ReplyDiscarded event) {
    String what = replies.discard(event.reply()) ? "the text above does not count" : "discarded";
    say(Ink.YELLOW, "model", what + ": " + event.reason());
  }

  private void label(Message.Assistant reply) {
    reply.calls().forEach(call -> calls.put(call.id(), label(call)));
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
    return VisibleText.line(call.name() + " " + object, MAX_LABEL);
  }

  private void started(ToolCallId call, Instant at) {
    started.put(call, at);
    screen.awaiting(calls.getOrDefault(call, "a tool"));
  }

  private void answered(ToolCallId call, ToolResult result, Instant at) {
    String what = VisibleText.line(calls.getOrDefault(call, "call"), MAX_LINE);
    if (started.containsKey(call)) {
      what += " (" + Durations.fine(Duration.between(started.remove(call), at)) + ")";
    }
    if (result.outcome() == ToolResult.Outcome.SUCCEEDED) {
      tell(Ink.DIM, "tool", what);
    } else {
      failed(what, result);
    }
    screen.awaiting(MODEL);
  }

  private void failed(String what, ToolResult result) {
    String why = result.outcome().id() + ": " + result.content();
    tell(Ink.RED, "tool", what + ": " + VisibleText.line(why, MAX_LINE));
    List<String> lines = result.content().lines().toList();
    if (screen.isLive() && lines.size() > 1) {
      int skipped = Math.max(1, lines.size() - SHOWN_OF_FAILED);
      lines.stream()
          .skip(skipped)
          .forEach(
              line -> screen.show(Styled.of(Ink.DIM, "  | " + VisibleText.line(line, MAX_LINE))));
    }
  }

  private static String decided(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved a -> ApprovalForm.granted(a) + " by " + a.by();
      case PendingApprovalState.Rejected r ->
          "rejected by " + r.by() + (r.feedback().isBlank() ? "" : ": " + r.feedback());
      case PendingApprovalState.Cancelled c -> "withdrawn: " + c.reason();
      case PendingApprovalState.Expired e -> "expired";
      case PendingApprovalState.Pending p -> "pending";
    };
  }

  private void say(String who, String what) {
    say(Ink.DIM, who, what);
  }

  private void say(Ink ink, String who, String what) {
    tell(ink, who, VisibleText.line(what, MAX_LINE));
  }

  private void tell(Ink ink, String who, String what) {
    replies.endLine();
    screen.show(Styled.of(ink, "  " + who + ": " + what), "    ");
  }

  @Override
  public void result(RunResult result) {
    replies.close();
    screen.idle();
    RunResult.Ending ending = result.ending();
    if (ending.status() == RunResult.Status.COMPLETED) {
      answer(ending.text());
    }
  }

  /** Gives the answer of a turn, unless it stands there already. */
  void answer(String text) {
    if (!screen.showsResults() || !replies.hasShown(text)) {
      screen.surroundings().out().println(VisibleText.of(text));
      screen.surroundings().out().flush();
    }
  }
}
