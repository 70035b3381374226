package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds sessions by their ids, as people write them.
 *
 * @param next for what to type where there is none
 */
record SessionIds(AgentRuntime runtime, NextCommands next)
    implements WrittenId.Known<SessionSummary> {

  private static final int MAX_TITLE = 50;

  /** The session that is meant. */
  SessionId find(String written) {
    return new WrittenId(written, "session", next.sessions()).in(this).id();
  }

  @Override
  public Optional<SessionSummary> get(UUID id) {
    return WrittenId.existing(
        () -> runtime.get(new GetSession(Owner.LOCAL, new SessionId(id))).summary());
  }

  @Override
  public Stream<SessionSummary> all() {
    return Page.all(this::part).stream();
  }

  private Page<SessionSummary> part(Optional<String> cursor) {
    var filter = new SessionFilter(Optional.empty(), Map.of(), SessionFilter.MAX, cursor);
    return runtime.list(new ListSessions(Owner.LOCAL, filter));
  }

  @Override
  public UUID id(SessionSummary session) {
    return session.id().value();
  }

  @Override
  public String words(SessionSummary session) {
    return SessionForm.status(session) + "  " + VisibleText.line(session.title(), MAX_TITLE);
  }
}
