package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tool calls that agents proposed, as the logs of these sessions tell them. A log is read when
 * its turn comes.
 */
record ProposedCalls(AgentRuntime runtime, Stream<SessionId> sessions) {

  /** A call, where it was proposed and by whom. */
  record Call(SessionId session, AgentName agent, SessionEvent.ToolCallProposed event) {

    ToolCallId id() {
      return event.call().id();
    }
  }

  Optional<Call> find(ToolCallId id) {
    return all().filter(call -> call.id().equals(id)).findFirst();
  }

  Stream<Call> all() {
    return sessions.flatMap(session -> of(session).stream());
  }

  private List<Call> of(SessionId session) {
    var calls = new ArrayList<Call>();
    AgentName agent = AgentName.ORCHESTRATOR;
    for (RecordedEvent recorded : new SessionArchive(runtime, session).log()) {
      switch (recorded.event()) {
        case SessionEvent.Created created -> agent = created.agent();
        case SessionEvent.AgentSwitched switched -> agent = switched.to();
        case SessionEvent.ToolCallProposed proposed ->
            calls.add(new Call(session, agent, proposed));
        default -> {}
      }
    }
    return calls;
  }
}
