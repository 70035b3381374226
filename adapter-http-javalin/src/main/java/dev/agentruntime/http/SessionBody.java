package dev.agentruntime.http;

import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sessions as JSON. Every member is always there; null stands for what there is none of. */
final class SessionBody {

  private SessionBody() {}

  static JsonObject of(SessionSummary session) {
    return summary(session).build();
  }

  private static JsonObject.Builder summary(SessionSummary session) {
    return JsonObject.builder()
        .put("id", session.id().toString())
        .put("title", session.title())
        .put("status", session.state().status().id())
        .put("waiting_for", text(session.state().waiting().map(WaitReason::id)))
        .put("agent", session.agent().value())
        .put("labels", labels(session.labels()))
        .put("workspace", text(workspace(session.runner())))
        .put("created_at", session.state().createdAt().toString())
        .put("updated_at", session.state().updatedAt().toString());
  }

  static JsonObject.Builder of(SessionView session) {
    SessionSettings settings = session.header().settings();
    return summary(session.summary())
        .put("position", session.position())
        .put("tool_execution", Words.of(settings.tools().execution()))
        .put(
            "client_tools",
            new JsonArray(settings.tools().declared().stream().map(SessionBody::tool).toList()))
        .put("limits", limits(settings.limits()))
        .put("turn", session.lastTurn().map(SessionBody::turn).orElse(JsonNull.NULL))
        .put(
            "open_calls",
            new JsonArray(session.openCalls().stream().map(SessionBody::call).toList()));
  }

  static JsonValue text(Optional<String> value) {
    return value.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL);
  }

  private static Optional<String> workspace(Runner runner) {
    return runner instanceof Runner.OnHost on ? Optional.of(on.workspace()) : Optional.empty();
  }

  private static JsonObject labels(Map<String, String> labels) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    labels.forEach((name, value) -> members.put(name, new JsonString(value)));
    return new JsonObject(members);
  }

  private static JsonValue tool(ToolSpec spec) {
    return JsonObject.builder()
        .put("name", spec.name().value())
        .put("description", spec.description())
        .put("schema", spec.schema())
        .put("side_effect", Words.of(spec.sideEffect()))
        .build();
  }

  static JsonObject limits(TurnLimits limits) {
    TurnBudget budget = limits.budget();
    var json =
        JsonObject.builder()
            .put("model_calls", limits.modelCalls())
            .put("tool_calls", limits.toolCalls())
            .put("equal_calls", limits.equalCalls())
            .put("auto_approvals", limits.autoApprovals())
            .put("calls_per_reply", limits.callsPerReply())
            .put("running_seconds", limits.runningTime().toSeconds());
    budget.tokens().ifPresent(tokens -> json.put("tokens", tokens));
    return json.build();
  }

  private static JsonValue turn(SessionView.LastTurn turn) {
    return JsonObject.builder()
        .put("turn_id", turn.id().toString())
        .put("outcome", text(turn.outcome().map(TurnOutcome::id)))
        .put("text", text(turn.outcome().flatMap(SessionBody::said)))
        .build();
  }

  private static Optional<String> said(TurnOutcome outcome) {
    return switch (outcome) {
      case TurnOutcome.Completed completed -> Optional.of(completed.text());
      case TurnOutcome.Failed failed -> Optional.of(failed.message());
      case TurnOutcome.Cancelled cancelled -> Optional.of(cancelled.reason());
      case TurnOutcome.LimitReached reached -> Optional.of(Words.of(reached.limit()));
    };
  }

  private static JsonValue call(OpenCall call) {
    var json =
        JsonObject.builder()
            .put("call_id", call.id().toString())
            .put("tool", call.call().name())
            .put(
                "arguments",
                call.call().arguments() instanceof ToolArguments.Parsed parsed
                    ? parsed.value()
                    : JsonNull.NULL)
            .put("side_effect", Words.of(call.sideEffect()))
            .put("execution", Words.of(call.execution()));
    switch (call.state()) {
      case CallState.Cleared cleared -> json.put("state", "cleared");
      case CallState.AwaitingApproval waiting ->
          json.put("state", "awaiting_approval").put("approval_id", waiting.approval().toString());
      case CallState.Requested requested ->
          json.put("state", "requested").put("digest", requested.digest().hex());
      case CallState.Started started -> json.put("state", "started");
      case CallState.AwaitingAnswer waiting -> json.put("state", "awaiting_answer");
      case CallState.AwaitingRecovery waiting ->
          json.put("state", "awaiting_recovery").put("approval_id", waiting.recovery().toString());
      case CallState.Answered answered ->
          json.put("state", "answered").put("outcome", answered.outcome().id());
    }
    return json.build();
  }
}
