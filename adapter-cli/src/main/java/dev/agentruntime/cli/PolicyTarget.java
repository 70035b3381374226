package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says whose policy is meant. */
final class PolicyTarget {

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description =
          "The policy of this session; the beginning of its id is enough. Default: the policy of"
              + " all your sessions.")
  private Optional<String> session = Optional.empty();

  boolean isSession() {
    return session.isPresent();
  }

  Optional<SessionId> in(AgentRuntime runtime, NextCommands next) {
    return session.map(new SessionIds(runtime, next)::find);
  }
}
