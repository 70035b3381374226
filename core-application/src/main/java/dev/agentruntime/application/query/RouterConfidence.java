package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SwitchedBy;
import java.util.Optional;

/** How sure the router was when it switched: its choice is the event just before the switch. */
public record RouterConfidence(ReadModel reads) {

  /** How sure it was of a switch; empty where no router chose. */
  public Optional<Routing.Confidence> of(RecordedEvent switched) {
    if (!(switched.event() instanceof SessionEvent.AgentSwitched e)
        || e.by() != SwitchedBy.ROUTER) {
      return Optional.empty();
    }
    return reads.events(switched.session(), switched.position() - 2, 1).stream()
        .map(RecordedEvent::event)
        .filter(SessionEvent.AgentRouted.class::isInstance)
        .map(before -> ((SessionEvent.AgentRouted) before).routing().confidence())
        .findFirst();
  }
}
