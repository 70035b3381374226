package dev.agentruntime.cli;

import dev.agentruntime.domain.agent.AgentName;
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

    /** A new one in which nothing has to be said at once. */
    record Silent() implements Target {}

    /** The newest of the workspace. */
    record Newest() implements Target {}

    /** The one of that id, or of that beginning of one. */
    record Known(String id) implements Target {}
  }

  /**
   * The files it is about.
   *
   * @param folder where the command was started; the workspace of new sessions unless one is named
   * @param workspace the folder, if one was named
   * @param script to play in place of a model
   */
  record Files(Path folder, Optional<Path> workspace, Optional<ScriptFile> script) {}

  boolean isNew() {
    return target instanceof Target.New || target instanceof Target.Silent;
  }
}
