package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts a policy in force. */
@Command(
    name = "set",
    description = {
      "Puts a policy in force, as a new version: for all your sessions that have none of their own,"
          + " or for one session.",
      "A session's policy holds together with that of all sessions, and the stricter one has its"
          + " way; with --alone it holds in its place. What waits for a decision goes on waiting.",
      "Flags and settings that name a policy (--approve, --policy) give a new session one of its"
          + " own, which holds in place of this one."
    },
    footer = {
      "agent-runtime policy set team.yaml --reason 'deployments need two people'",
      "agent-runtime policy set --preset read-only -s 0193f2c4",
      "agent-runtime policy set team.yaml --expect 3"
    })
final class PolicySetCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final PolicySource source = new PolicySource();
  @Mixin private final PolicyChange change = new PolicyChange();

  @Option(
      names = "--alone",
      description = "Of a session: hold in place of the policy of all sessions, not beside it.")
  private boolean alone;

  PolicySetCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    if (alone && !change.target().isSession()) {
      throw CommandFailure.usage(
          "--alone is about a session's policy; name the session with -s, or leave --alone out");
    }
    JsonObject document = source.read(idle.surroundings().folder());
    return idle.use(
        change.common(),
        !change.target().isSession(),
        runtime -> change.make(idle, () -> runtime.set(set(runtime, document))));
  }

  private SetPolicy set(AgentRuntime runtime, JsonObject document) {
    return new SetPolicy(
        Owner.LOCAL,
        change.target().in(runtime, change.common().next()),
        new SetPolicy.Content(document, alone),
        change.expected(),
        change.signature());
  }
}
