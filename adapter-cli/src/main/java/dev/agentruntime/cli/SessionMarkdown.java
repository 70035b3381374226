package dev.agentruntime.cli;

import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session to be read, told from its log. */
final class SessionMarkdown {

  private static final int FOLDED_FROM = 25;

  private final StringBuilder text = new StringBuilder();
  private final Map<ToolCallId, String> tools = new HashMap<>();
  private final Map<ApprovalId, Approval> approvals = new HashMap<>();

  private String said = "";

  private SessionMarkdown() {}

  static String of(SessionView view, List<RecordedEvent> log) {
    var markdown = new SessionMarkdown();
    markdown.head(view);
    log.forEach(markdown::tell);
    return markdown.text.toString();
  }

  private void head(SessionView view) {
    var summary = view.summary();
    line("# " + (summary.title().isBlank() ? "Session" : Markdown.inline(summary.title())));
    line("");
    line("| | |");
    line("|---|---|");
    row("session", view.id().toString());
    row("status", SessionForm.status(summary));
    row("agent", summary.agent().value());
    row("workspace", SessionForm.workspace(summary.runner()));
    row("begun", time(summary.state().createdAt()));
    row("last activity", time(summary.state().updatedAt()));
    row("events", Long.toString(view.position()));
  }

  private void row(String name, String value) {
    line("| " + name + " | " + Markdown.inline(value) + " |");
  }

  private void tell(RecordedEvent recorded) {
    switch (recorded.event()) {
      case SessionEvent.UserMessageAdded e ->
          chapter("User", recorded.at(), Markdown.quoted(e.message().text()));
      case SessionEvent.ReplyRecorded e -> reply(e.reply(), recorded.at());
      case SessionEvent.ToolAnswered e -> answer(e.call(), e.result());
      case SessionEvent.QuestionAsked e ->
          chapter(
              "Question",
              recorded.at(),
              Markdown.quoted(new Question(e.question(), e.suggestions()).asText()));
      case SessionEvent.ApprovalRequested e -> asked(e.approval());
      case SessionEvent.ApprovalVoted e ->
          note("Approved by " + e.vote().by().name() + ", as one of several who have to.");
      case SessionEvent.ApprovalClosed e -> closed(e.approval(), e.outcome());
      case SessionEvent.AgentRouted e -> note("Routed: " + e.routing().reason());
      case SessionEvent.AgentSwitched e ->
          note("Agent: " + e.from() + " → " + e.to() + ". " + e.reason());
      case SessionEvent.ModelRequestFailed e -> note("The model failed: " + e.message());
      case SessionEvent.ReplyDiscarded e -> note("A reply was discarded: " + e.reason());
      case SessionEvent.TurnEnded e -> ended(e.outcome(), recorded.at());
      case SessionEvent.Closed e -> note("The session was closed.");
      default -> {}
    }
  }

  private void reply(Message.Assistant reply, Instant at) {
    said = reply.text();
    chapter(reply.agent().value(), at, Markdown.quoted(reply.text()));
    reply.calls().forEach(this::call);
  }

  private void call(ToolCall call) {
    tools.put(call.id(), call.name());
    line("");
    line("**Call " + Markdown.inline(call.name()) + "**");
    line("");
    switch (call.arguments()) {
      case ToolArguments.Parsed parsed -> arguments(parsed);
      case ToolArguments.Malformed malformed -> block("arguments", malformed.raw(), "");
    }
  }

  /** Texts of several lines stand outside of the JSON they came in, where they can be read. */
  private void arguments(ToolArguments.Parsed arguments) {
    var plain = new LinkedHashMap<String, JsonValue>();
    var texts = new LinkedHashMap<String, String>();
    arguments
        .value()
        .members()
        .forEach(
            (name, value) -> {
              if (value instanceof JsonString text && text.value().contains("\n")) {
                texts.put(name, text.value());
              } else {
                plain.put(name, value);
              }
            });
    block("arguments", PrettyJson.of(new JsonObject(plain)), "json");
    texts.forEach(
        (name, value) -> {
          line("");
          line("with " + Markdown.inline(name) + ":");
          line("");
          block(Markdown.inline(name), value, "");
        });
  }

  private void answer(ToolCallId call, ToolResult result) {
    line("");
    line(
        "**Answer of "
            + Markdown.inline(tools.getOrDefault(call, "a call"))
            + "**: "
            + result.outcome().id()
            + (result.changedFiles().isEmpty()
                ? ""
                : ", changed " + Markdown.inline(String.join(", ", result.changedFiles()))));
    line("");
    block("answer", result.content(), "");
  }

  private void asked(Approval approval) {
    approvals.put(approval.id(), approval);
    note(
        "Approval asked for: "
            + ApprovalForm.summary(approval.request())
            + ", because "
            + approval.asked().reason());
  }

  private void closed(ApprovalId id, PendingApprovalState outcome) {
    Approval approval = approvals.get(id);
    note(
        "Approval"
            + (approval == null ? "" : " of " + ApprovalForm.summary(approval.request()))
            + " "
            + decided(outcome));
  }

  private static String decided(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved a ->
          ApprovalForm.granted(a) + " by " + a.by() + " at " + time(a.at());
      case PendingApprovalState.Rejected r ->
          "rejected by "
              + r.by()
              + " at "
              + time(r.at())
              + (r.feedback().isBlank() ? "" : ": " + r.feedback());
      case PendingApprovalState.Cancelled c -> "withdrawn at " + time(c.at()) + ": " + c.reason();
      case PendingApprovalState.Expired e -> "expired at " + time(e.at());
      case PendingApprovalState.Pending p -> "pending";
    };
  }

  private void ended(TurnOutcome outcome, Instant at) {
    switch (outcome) {
      // A reply without calls is the result; it was told.
      case TurnOutcome.Completed completed when completed.text().equals(said) -> {}
      case TurnOutcome.Completed completed ->
          chapter("Result", at, Markdown.quoted(completed.text()));
      case TurnOutcome.Failed failed -> note("The turn failed: " + failed.message());
      case TurnOutcome.Cancelled cancelled -> note("The turn was cancelled: " + cancelled.reason());
      case TurnOutcome.LimitReached reached ->
          note("The turn reached its limit of " + ApprovalForm.words(reached.limit().id()));
    }
  }

  private void chapter(String who, Instant at, String what) {
    line("");
    line("## " + Markdown.inline(who) + " · " + time(at));
    line("");
    text.append(what);
  }

  private void note(String what) {
    line("");
    line("*" + Markdown.inline(what) + "*");
  }

  private void block(String what, String content, String language) {
    String block = Markdown.fenced(content, language);
    long lines = content.lines().count();
    if (lines < FOLDED_FROM) {
      text.append(block);
    } else {
      line("<details><summary>" + what + ", " + lines + " lines</summary>");
      line("");
      text.append(block);
      line("");
      line("</details>");
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
