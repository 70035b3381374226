package dev.agentruntime.cli;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;

/** Keeps what happens in a run that another output shows. */
final class Witness implements ForwardingOutput {

  private final RunOutput shown;
  private final List<SessionEvent> events = new ArrayList<>();

  Witness(RunOutput shown) {
    this.shown = shown;
  }

  @Override
  public RunOutput shown() {
    return shown;
  }

  /** Everything recorded so far, in order. */
  List<SessionEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public void event(RecordedEvent event) {
    events.add(event.event());
    shown.event(event);
  }
}
