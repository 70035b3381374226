package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;

/** Puts the final answer of a run into a file, beside what another output shows. */
record FiledOutput(RunOutput shown, AnswerFile file) implements RunOutput {

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
    shown.result(result);
    if (result.ending().status() == RunResult.Status.COMPLETED) {
      file.write(result.ending().text() + "\n");
    }
  }
}
