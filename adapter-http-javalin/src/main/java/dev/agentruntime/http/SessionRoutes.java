package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.event.MessageJson;
import dev.agentruntime.application.query.GetAgentContext;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListMessages;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Sessions as resources. */
final class SessionRoutes {

  static final int PAGE = 50;

  /** Whether each switch of agents is wanted. */
  static final String HISTORY = "include_history";

  /** What is deleted is shown to nobody. */
  static final List<SessionStatus> SHOWN =
      List.of(
          SessionStatus.IDLE, SessionStatus.RUNNING, SessionStatus.WAITING, SessionStatus.CLOSED);

  private final AgentRuntime runtime;
  private final SessionInput input;

  SessionRoutes(AgentRuntime runtime, SessionInput input) {
    this.runtime = runtime;
    this.input = input;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/sessions", this::create),
        Route.get("/sessions", this::list),
        Route.get("/sessions/{id}", this::show),
        Route.patch("/sessions/{id}", this::change),
        Route.delete("/sessions/{id}", this::delete),
        Route.post("/sessions/{id}/close", this::close),
        Route.get("/sessions/{id}/messages", this::messages),
        Route.post("/sessions/{id}/cancel", this::cancel),
        Route.post("/sessions/{id}/agent", this::switchAgent),
        Route.get("/sessions/{id}/agent-context", this::agentContext));
  }

  private Reply create(Exchange exchange) {
    SessionId id =
        exchange.once(runtime).create(input.creation(exchange.owner(), exchange.members()));
    SessionView created = view(exchange, id);
    return new Reply.Json(
        201,
        SessionBody.of(created).build(),
        Map.of("Location", Route.API + "/sessions/" + id, "ETag", eTag(created)));
  }

  private SessionView view(Exchange exchange, SessionId id) {
    return runtime.get(new GetSession(exchange.owner(), id));
  }

  private static String eTag(SessionView session) {
    return "\"" + session.position() + "\"";
  }

  private Reply list(Exchange exchange) {
    Exchange.Query query = exchange.query().only("limit", "cursor", "status", "label");
    var filter =
        new SessionFilter(
            query.constant("status", SHOWN),
            labels(query.all("label")),
            query.count("limit", SessionFilter.MAX, PAGE),
            query.text("cursor"));
    return Reply.ok(
        Pages.json(
            Pages.atCursor(
                () -> runtime.list(new ListSessions(exchange.owner(), filter)), "cursor"),
            SessionBody::of));
  }

  private static Map<String, String> labels(List<String> given) {
    var labels = new LinkedHashMap<String, String>();
    for (String label : given) {
      int sign = label.indexOf('=');
      if (sign < 1) {
        throw Exchange.Query.invalid("label", "must be NAME=VALUE");
      }
      labels.put(label.substring(0, sign), label.substring(sign + 1));
    }
    return labels;
  }

  private Reply show(Exchange exchange) {
    boolean messages = exchange.query().only("include_messages").truth("include_messages");
    SessionView session = view(exchange, exchange.session());
    JsonObject.Builder body = SessionBody.of(session);
    if (messages) {
      var query = new ListMessages(exchange.owner(), session.id(), 0, SessionFilter.MAX);
      body.put("messages", messages(runtime.list(query)));
    }
    return new Reply.Json(200, body.build(), Map.of("ETag", eTag(session)));
  }

  private static JsonArray messages(List<TranscriptEntry> entries) {
    return new JsonArray(entries.stream().<JsonValue>map(SessionRoutes::message).toList());
  }

  private static JsonObject message(TranscriptEntry entry) {
    var json =
        JsonObject.builder().put("position", entry.position()).put("at", entry.at().toString());
    MessageJson.write(entry.message()).members().forEach(json::put);
    return json.build();
  }

  private Reply change(Exchange exchange) {
    SessionId id = exchange.session();
    SessionSettings present = view(exchange, id).header().settings();
    long seen = exchange.ifMatch();
    Members members = exchange.members();
    Optional<String> title = members.text("title");
    Optional<Map<String, String>> labels = SessionInput.labels(members);
    Optional<Members> limits = members.members("limits");
    Optional<TurnLimits> changed =
        limits.flatMap(given -> SessionInput.limits(members, given, present.limits()));
    UpdateSession command =
        members.finish(
            () ->
                new UpdateSession(
                    exchange.owner(),
                    id,
                    OptionalLong.of(seen),
                    settings ->
                        new SessionSettings(
                            title.orElse(settings.title()),
                            labels.orElse(settings.labels()),
                            changed.orElse(settings.limits()),
                            settings.runner(),
                            settings.routing(),
                            settings.tools())));
    exchange.commands(runtime).update(command);
    SessionView now = view(exchange, id);
    return new Reply.Json(200, SessionBody.of(now).build(), Map.of("ETag", eTag(now)));
  }

  private Reply delete(Exchange exchange) {
    exchange.commands(runtime).delete(new DeleteSession(exchange.owner(), exchange.session()));
    return new Reply.Empty(204);
  }

  private Reply close(Exchange exchange) {
    SessionId id = exchange.session();
    exchange.members().finish(() -> id);
    exchange.once(runtime).close(new CloseSession(exchange.owner(), id));
    return Reply.ok(SessionBody.of(view(exchange, id)).build());
  }

  private Reply messages(Exchange exchange) {
    Exchange.Query query = exchange.query().only("limit", "cursor");
    int limit = query.count("limit", SessionFilter.MAX, PAGE);
    long after = query.whole("cursor", 0, Long.MAX_VALUE).orElse(0L);
    List<TranscriptEntry> found =
        runtime.list(new ListMessages(exchange.owner(), exchange.session(), after, limit + 1));
    return Reply.ok(
        Pages.json(found, limit, SessionRoutes::message, entry -> Long.toString(entry.position())));
  }

  private Reply cancel(Exchange exchange) {
    SessionId id = exchange.session();
    Members members = exchange.members();
    Optional<String> reason = members.text("reason");
    CancelTurn command =
        members.finish(
            () ->
                new CancelTurn(
                    exchange.owner(),
                    id,
                    reason.orElse("cancelled by " + exchange.caller().name())));
    exchange.once(runtime).cancel(command);
    return Reply.ok(SessionBody.of(view(exchange, id)).build());
  }

  private Reply switchAgent(Exchange exchange) {
    SessionId id = exchange.session();
    return switchAgent(exchange, exchange.members(), () -> id);
  }

  /** Switches the agent of a session that is known once the members are found in order. */
  Reply switchAgent(Exchange exchange, Members members, Supplier<SessionId> id) {
    Optional<AgentName> agent = members.required("agent", members.parsed("agent", AgentName::new));
    Optional<String> reason = members.text("reason");
    SwitchAgent command =
        members.finish(
            () ->
                new SwitchAgent(
                    exchange.owner(),
                    id.get(),
                    agent.orElseThrow(),
                    reason.orElse("asked for by " + exchange.caller().name())));
    return Reply.ok(
        AgentContextBody.of(command.session(), exchange.once(runtime).switchAgent(command).agents())
            .build());
  }

  private Reply agentContext(Exchange exchange) {
    boolean history = exchange.query().only(HISTORY).truth(HISTORY);
    return agentContext(exchange, exchange.session(), history);
  }

  /** Who is at work in a session, with each switch if that is wanted. */
  Reply agentContext(Exchange exchange, SessionId id, boolean history) {
    return Reply.ok(
        AgentContextBody.of(
            runtime.get(new GetAgentContext(exchange.owner(), id, history)), history));
  }
}
