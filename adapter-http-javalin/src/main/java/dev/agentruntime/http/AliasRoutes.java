package dev.agentruntime.http;

import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Other names for what there is already: those of the service this runtime succeeds, which names
 * the session in the body instead of the path.
 */
final class AliasRoutes {

  private static final String SESSION = "session_id";

  private final SessionInput input;
  private final SessionRoutes sessions;
  private final MessageRoutes messages;

  AliasRoutes(SessionInput input, SessionRoutes sessions, MessageRoutes messages) {
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
    MessageRoutes.Said said = messages.said(exchange, members);
    return session
        .map(id -> messages.send(exchange, id, said))
        .orElseGet(
            () -> messages.begin(exchange, input.plain(exchange.owner(), said.agent()), said));
  }

  private Reply current(Exchange exchange) {
    Exchange.Query query = exchange.query().only(SESSION, SessionRoutes.HISTORY);
    boolean history = query.truth(SessionRoutes.HISTORY);
    return query
        .parsed(SESSION, SessionId::parse)
        .map(id -> sessions.agentContext(exchange, id, history))
        .orElseThrow(() -> Exchange.Query.invalid(SESSION, "is missing"));
  }

  private Reply currentByBody(Exchange exchange) {
    Members members = exchange.members();
    Optional<SessionId> session = session(members);
    boolean history = members.truth(SessionRoutes.HISTORY).orElse(false);
    return sessions.agentContext(exchange, members.finish(session::orElseThrow), history);
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
