package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.event.MessageJson;
import dev.agentruntime.application.event.TurnOutcomeJson;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a session with its transcript. */
@Command(
    name = "show",
    description = "Shows a session with its transcript.",
    footer = {
      "agent-runtime sessions show 0193f2c4",
      "agent-runtime sessions show 0193f2c4 --format json | jq .last_turn"
    })
final class SessionsShowCommand implements Callable<Integer> {

  private static final int MAX_ANSWER = 200;

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(paramLabel = "ID", description = "The session; the beginning of its id is enough.")
  private String id = "";

  SessionsShowCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(
        common, runtime -> show(runtime, new SessionIds(runtime, common.next()).find(id)));
  }

  private int show(AgentRuntime runtime, SessionId session) {
    SessionView view = runtime.get(new GetSession(Owner.LOCAL, session));
    List<ApprovalView> pending =
        runtime.list(new ListApprovals(Owner.LOCAL, ApprovalFilter.pendingOf(session))).items();
    List<TranscriptEntry> transcript = new SessionArchive(runtime, session).transcript();
    if (format.isJson()) {
      idle.print(json(view, pending, transcript));
    } else {
      head(view).forEach(this::print);
      transcript.forEach(entry -> message(entry.message()).forEach(this::print));
      if (view.summary().state().status() == SessionStatus.WAITING) {
        if (!pending.isEmpty()) {
          print("");
          print("to decide:");
        }
        pending.forEach(approval -> common.next().decide(approval).forEach(this::print));
        print(common.next().goOn(session, view.summary().runner()));
      }
    }
    return ExitCode.DONE.status();
  }

  private void print(String line) {
    idle.print(VisibleText.of(line));
  }

  private static String json(
      SessionView view, List<ApprovalView> pending, List<TranscriptEntry> transcript) {
    return JsonLine.of(
        SessionForm.json(view.summary())
            .put("position", view.position())
            .put("last_turn", outcome(view).map(TurnOutcomeJson::write).orElse(null))
            .put("pending_approvals", array(pending.stream().<JsonValue>map(ApprovalForm::json)))
            .put(
                "messages",
                array(transcript.stream().<JsonValue>map(e -> MessageJson.write(e.message()))))
            .build());
  }

  private static JsonArray array(java.util.stream.Stream<JsonValue> items) {
    return new JsonArray(items.toList());
  }

  private static Optional<TurnOutcome> outcome(SessionView view) {
    return view.lastTurn().flatMap(SessionView.LastTurn::outcome);
  }

  private static List<String> head(SessionView view) {
    return List.of(
        "session    " + view.id(),
        "title      " + view.summary().title(),
        "status     " + SessionForm.status(view.summary()),
        "last turn  " + lastTurn(view),
        "agent      "
            + view.agents().current()
            + " ("
            + Count.of(view.agents().switches(), "switch", "switches")
            + ")",
        "workspace  " + SessionForm.workspace(view.summary().runner()),
        "events     " + view.position(),
        "");
  }

  private static String lastTurn(SessionView view) {
    return outcome(view)
        .map(SessionsShowCommand::ended)
        .orElse(view.lastTurn().isPresent() ? "open" : "none");
  }

  private static String ended(TurnOutcome outcome) {
    return switch (outcome) {
      case TurnOutcome.Completed completed -> "completed";
      case TurnOutcome.Failed failed -> "failed: " + failed.message();
      case TurnOutcome.Cancelled cancelled -> "cancelled: " + cancelled.reason();
      case TurnOutcome.LimitReached reached ->
          "stopped at its limit of " + ApprovalForm.words(reached.limit().id());
    };
  }

  private static List<String> message(Message message) {
    return switch (message) {
      case Message.System system -> List.of();
      case Message.User user -> List.of("user: " + user.text(), "");
      case Message.Assistant reply -> reply(reply);
      case Message.Tool answer ->
          List.of(
              "  = "
                  + answer.result().outcome().id()
                  + ": "
                  + VisibleText.line(answer.result().content(), MAX_ANSWER));
    };
  }

  private static List<String> reply(Message.Assistant reply) {
    var lines = new ArrayList<String>();
    lines.add(reply.agent() + ": " + reply.text());
    for (ToolCall call : reply.calls()) {
      lines.add(
          "  > "
              + VisibleText.line(
                  call.name() + " " + call.arguments().onTheWire().canonical(), MAX_ANSWER));
    }
    if (reply.calls().isEmpty()) {
      lines.add("");
    }
    return lines;
  }
}
