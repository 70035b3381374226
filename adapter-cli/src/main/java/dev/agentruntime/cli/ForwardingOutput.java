package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;

/** An output that lets another one show the run, but for what it does itself. */
interface ForwardingOutput extends RunOutput {

  /** The one that shows it. */
  RunOutput shown();

  @Override
  default void session(SessionId session) {
    shown().session(session);
  }

  @Override
  default void resumed(List<RecordedEvent> before) {
    shown().resumed(before);
  }

  @Override
  default void event(RecordedEvent event) {
    shown().event(event);
  }

  @Override
  default void delta(Delta delta) {
    shown().delta(delta);
  }

  @Override
  default void result(RunResult result) {
    shown().result(result);
  }
}
