package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;

/** Shows a chat, whose answers are given turn by turn and not at its end. */
record ChatOutput(TextOutput shown) implements RunOutput {

  @Override
  public void session(SessionId session) {
    shown.session(session);
  }

  @Override
  public void event(RecordedEvent event) {
    shown.event(event);
  }

  @Override
  public void delta(Delta delta) {
    shown.delta(delta);
  }

  @Override
  public void result(RunResult result) {
    // All of it was told.
  }
}
