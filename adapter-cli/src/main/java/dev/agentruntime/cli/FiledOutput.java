package dev.agentruntime.cli;

/** Puts the final answer of a run into a file, beside what another output shows. */
record FiledOutput(RunOutput shown, AnswerFile file) implements ForwardingOutput {

  @Override
  public void result(RunResult result) {
    shown.result(result);
    if (result.ending().status() == RunResult.Status.COMPLETED) {
      file.write(result.ending().text() + "\n");
    }
  }
}
