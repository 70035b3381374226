package dev.agentruntime.application.query;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An edit that took effect.
 *
 * @param agent at work when it was made
 * @param at when it was done
 * @param paths created, changed or removed, relative to the workspace
 * @param diff as it was worked out just before it was made; none where a command or a client did it
 * @param allowed what let it run
 */
public record SessionChange(
    ToolCallId call,
    String tool,
    AgentName agent,
    Instant at,
    List<String> paths,
    Optional<String> diff,
    Allowed allowed) {

  public SessionChange {
    paths = List.copyOf(paths);
  }

  /**
   * What let it run.
   *
   * @param grounds a rule of the policy, or a person's approval, possibly of edited arguments
   * @param by the person
   */
  public record Allowed(Grounds grounds, Optional<String> by) {}

  /**
   * What a session changed, in the order it was done. What failed, was refused or changed nothing
   * is left out; so is what was interrupted, unless it turned out to be done.
   *
   * @param log the session's events from the first on, as {@link ReadEvents} gives them
   */
  public static List<SessionChange> in(List<RecordedEvent> log) {
    var changes = new ChangeFold();
    log.forEach(changes::take);
    return changes.changes();
  }
}
