package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.List;

/**
 * Tells which agent is at work; refuses where there is no such session. The count is the session's,
 * the switches are its log's, of which there are at most {@link AgentContext#MAX_SWITCHES}.
 */
public final class GetAgentContextHandler {

  private static final List<String> SWITCHED = List.of("agent.switched");

  private final ReadModel reads;

  public GetAgentContextHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public AgentContextView handle(GetAgentContext query) {
    SessionView session =
        new GetSessionHandler(reads).handle(new GetSession(query.owner(), query.session()));
    List<RecordedEvent> newestFirst =
        switches(session, query.history() ? AgentContext.MAX_SWITCHES : 1);
    return new AgentContextView(
        session.id(),
        session.agents(),
        session.summary().state().createdAt(),
        newestFirst.stream().findFirst().map(RecordedEvent::at),
        query.history() ? newestFirst.reversed().stream().map(this::told).toList() : List.of());
  }

  /** Those that the session as it was read counts; it may go on meanwhile. */
  private List<RecordedEvent> switches(SessionView session, int most) {
    return session.agents().switches() == 0
        ? List.of()
        : reads.newest(session.id(), session.position(), SWITCHED, most);
  }

  private AgentContextView.Switch told(RecordedEvent recorded) {
    var event = (SessionEvent.AgentSwitched) recorded.event();
    return new AgentContextView.Switch(
        event.from(),
        event.to(),
        event.reason(),
        recorded.at(),
        new RouterConfidence(reads).of(recorded));
  }
}
