package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.RuntimeCommands;
import dev.agentruntime.application.session.Accepted;
import dev.agentruntime.application.session.BeginSession;
import dev.agentruntime.application.session.Begun;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SubmitToolResult;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What makes a turn go on: messages, and results of calls that the client executed. */
final class MessageRoutes {

  private final AgentRuntime runtime;

  MessageRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(
        Route.postOrStream("/sessions/{id}/messages", this::send),
        Route.postOrStream("/sessions/{id}/tool-results", this::submit));
  }

  /** A message as the body of a request tells it. */
  record Said(
      String content, Optional<AgentName> agent, IfBusy ifBusy, Optional<RequestKey> named) {

    /** The commands for it, which happen once. */
    RuntimeCommands once(Exchange exchange, AgentRuntime runtime) {
      return exchange.once(runtime, named.stream().toArray(RequestKey[]::new));
    }
  }

  /** Reads a message, and with it the members to their end. */
  Said said(Exchange exchange, Members members) {
    Optional<String> content = members.required("content", members.text("content"));
    content
        .filter(String::isBlank)
        .ifPresent(blank -> members.fault("content", "must say something; it is empty"));
    Optional<AgentName> agent = members.parsed("agent", AgentName::new);
    Optional<IfBusy> ifBusy = members.constant("if_busy", IfBusy.class);
    Optional<RequestKey> named =
        members
            .text("client_message_id")
            .flatMap(id -> members.attempt("client_message_id", () -> exchange.messageKey(id)));
    return members.finish(
        () -> new Said(content.orElseThrow(), agent, ifBusy.orElse(IfBusy.REJECT), named));
  }

  private Reply send(Exchange exchange) {
    SessionId session = exchange.session();
    return send(exchange, session, said(exchange, exchange.members()));
  }

  /** Sends a message to a session. */
  Reply send(Exchange exchange, SessionId session, Said said) {
    var command =
        new SendMessage(exchange.owner(), session, said.content(), said.agent(), said.ifBusy());
    return accepted(exchange, session, said.once(exchange, runtime).send(command));
  }

  /** Begins a session with a message. */
  Reply begin(Exchange exchange, CreateSession creation, Said said) {
    Begun begun = said.once(exchange, runtime).begin(new BeginSession(creation, said.content()));
    return accepted(exchange, begun.session(), begun.accepted());
  }

  private Reply submit(Exchange exchange) {
    SessionId session = exchange.session();
    Members members = exchange.members();
    Optional<ToolCallId> call =
        members.required("call_id", members.parsed("call_id", ToolCallId::parse));
    Optional<Digest> digest = members.required("digest", members.parsed("digest", Digest::new));
    Optional<JsonValue> result = members.any("result");
    Optional<String> error = members.text("error");
    if (result.isPresent() == error.isPresent()) {
      members.fault("result", "give either result, which may be any JSON, or error, a string");
    }
    SubmitToolResult command =
        members.finish(
            () ->
                new SubmitToolResult(
                    exchange.owner(),
                    session,
                    call.orElseThrow(),
                    digest.orElseThrow(),
                    error.or(() -> result.map(MessageRoutes::content)).orElseThrow(),
                    error.isPresent()));
    return accepted(exchange, session, exchange.once(runtime).submit(command));
  }

  /** A text is told to the model as it is; anything else as JSON. */
  private static String content(JsonValue result) {
    return result instanceof JsonString text ? text.value() : result.canonical();
  }

  private Reply accepted(Exchange exchange, SessionId session, Accepted accepted) {
    JsonObject body =
        JsonObject.builder()
            .put("session_id", session.toString())
            .put("turn_id", accepted.turn().toString())
            .put("position", accepted.position())
            .build();
    return exchange.wantsEvents()
        ? new Reply.Events(
            new TurnEvents(
                body,
                new SessionEvents(
                    session,
                    runtime.open(exchange.owner(), session, accepted.position()),
                    new TurnEnding())))
        : new Reply.Json(202, body, Map.of());
  }
}
