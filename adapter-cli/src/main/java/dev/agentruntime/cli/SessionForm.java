package dev.agentruntime.cli;

import dev.agentruntime.application.event.RunnerJson;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.WaitReason;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sessions as results and for people. */
final class SessionForm {

  private SessionForm() {}

  static JsonObject.Builder json(SessionSummary session) {
    Map<String, JsonValue> labels = new LinkedHashMap<>();
    session.labels().forEach((name, value) -> labels.put(name, new JsonString(value)));
    return JsonObject.builder()
        .put("session_id", session.id().toString())
        .put("title", session.title())
        .put("status", session.state().status().id())
        .put("waiting_for", session.state().waiting().map(WaitReason::id))
        .put("agent", session.agent().value())
        .put("created_at", session.state().createdAt().toString())
        .put("updated_at", session.state().updatedAt().toString())
        .put("labels", new JsonObject(labels))
        .put("runner", RunnerJson.write(session.runner()));
  }

  static String status(SessionSummary session) {
    return session.state().status().id()
        + session.state().waiting().map(reason -> " (" + reason.id() + ")").orElse("");
  }

  static String workspace(Runner runner) {
    return runner instanceof Runner.OnHost on ? on.workspace() : "client";
  }
}
