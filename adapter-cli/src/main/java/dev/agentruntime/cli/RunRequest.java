package dev.agentruntime.cli;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.SessionId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param text what the user says
 * @param agent who is to take it
 * @param environment variables for commands, beside those of this process
 * @param answer the form that the final answer must have
 */
record RunRequest(
    Target target,
    Optional<String> text,
    Optional<AgentName> agent,
    Files files,
    Map<String, String> environment,
    Optional<AnswerForm> answer) {

  RunRequest {
    environment = Map.copyOf(environment);
  }

  /** A run whose answer may have any form. */
  RunRequest(
      Target target,
      Optional<String> text,
      Optional<AgentName> agent,
      Files files,
      Map<String, String> environment) {
    this(target, text, agent, files, environment, Optional.empty());
  }

  /** What is said: with the form of the answer, where there is one. */
  Optional<String> message() {
    return text.map(said -> answer.map(form -> form.demand(said)).orElse(said));
  }

  /** A result, as far as its answer has the form it must have. */
  RunResult judged(RunResult result) {
    return answer.map(form -> form.judge(result)).orElse(result);
  }

  /** Which session. */
  sealed interface Target {

    /** A new one. */
    record New() implements Target {}

    /** The newest of the workspace. */
    record Newest() implements Target {}

    /** That one. */
    record Known(SessionId id) implements Target {}
  }

  /**
   * The files it is about.
   *
   * @param folder where the command was started; the workspace of new sessions unless one is named
   * @param workspace the folder, if one was named
   * @param script to play in place of a model
   * @param record where to write what happens as a script
   */
  record Files(
      Path folder, Optional<Path> workspace, Optional<Path> script, Optional<Path> record) {}

  boolean isNew() {
    return target instanceof Target.New;
  }
}
