package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Other names for what there is already: those of the service this runtime succeeds, which names
 * the session in the body instead of the path.
 */
final class AliasRoutes {

  private static final String SESSION = "session_id";

  private final AgentRuntime runtime;
  private final SessionInput input;
  private final SessionRoutes sessions;
  private final MessageRoutes messages;

  AliasRoutes(
      AgentRuntime runtime, SessionInput input, SessionRoutes sessions, MessageRoutes messages) {
    this.runtime = runtime;
    this.input = input;
    this.sessions = sessions;
    this.messages = messages;
  }

  List<Route> routes() {
    return List.of(
        Route.postOrStream("/messages/process", this::process),
        Route.get("/agents/current", this::current),
        Route.post("/agents/current", this::currentByBody),
        Route.post("/agents/switch", this::switchAgent));
  }

  /** A message without a session begins one. */
  private Reply process(Exchange exchange) {
    Members members = exchange.members();
    Optional<SessionId> session = members.parsed(SESSION, SessionId::parse);
    return messages.send(
        exchange, members, () -> session.orElseGet(() -> begin(exchange, members)));
  }

  /**
   * Under keys of its own, derived from the message's: both are done once. What a new session would
   * refuse is refused before there is one.
   */
  private SessionId begin(Exchange exchange, Members members) {
    if (members.text("content").filter(text -> !text.isBlank()).isEmpty()) {
      throw new RefusedException(new Refusal.Invalid(List.of("the message is empty")));
    }
    String path = exchange.context().path();
    List<RequestKey> keys =
        Stream.concat(
                exchange
                    .header("Idempotency-Key")
                    .map(key -> exchange.key(path + "#session", key))
                    .stream(),
                members
                    .text("client_message_id")
                    .map(id -> exchange.key(path + "#session_of_message", id))
                    .stream())
            .toList();
    Optional<AgentName> agent = members.parsed("agent", AgentName::new);
    return runtime.once(keys).create(input.plain(exchange.owner(), agent));
  }

  private Reply current(Exchange exchange) {
    return exchange
        .query()
        .only(SESSION)
        .parsed(SESSION, SessionId::parse)
        .map(id -> sessions.agentContext(exchange, id))
        .orElseThrow(() -> Exchange.Query.invalid(SESSION, "is missing"));
  }

  private Reply currentByBody(Exchange exchange) {
    Members members = exchange.members();
    Optional<SessionId> session = session(members);
    return sessions.agentContext(exchange, members.finish(session::orElseThrow));
  }

  private Reply switchAgent(Exchange exchange) {
    Members members = exchange.members();
    Optional<SessionId> session = session(members);
    return sessions.switchAgent(exchange, members, session::orElseThrow);
  }

  private static Optional<SessionId> session(Members members) {
    return members.required(SESSION, members.parsed(SESSION, SessionId::parse));
  }
}
