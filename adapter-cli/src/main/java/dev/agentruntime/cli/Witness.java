package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;

/** Keeps what happens in a run that another output shows. */
final class Witness implements RunOutput {

  private final RunOutput shown;
  private final List<SessionEvent> events = new ArrayList<>();

  Witness(RunOutput shown) {
    this.shown = shown;
  }

  /** Everything recorded so far, in order. */
  List<SessionEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public void session(SessionId session) {
    shown.session(session);
  }

  @Override
  public void event(RecordedEvent event) {
    events.add(event.event());
    shown.event(event);
  }

  @Override
  public void delta(Delta delta) {
    shown.delta(delta);
  }

  @Override
  public void result(RunResult result) {
    shown.result(result);
  }
}
