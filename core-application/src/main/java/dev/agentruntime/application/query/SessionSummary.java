package dev.agentruntime.application.query;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.WaitReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A session in a list. */
public record SessionSummary(
    SessionId id,
    String title,
    State state,
    AgentName agent,
    Map<String, String> labels,
    Runner runner) {

  public SessionSummary {
    labels = Map.copyOf(labels);
  }

  /** Where it stands, since when. */
  public record State(
      SessionStatus status, Optional<WaitReason> waiting, Instant createdAt, Instant updatedAt) {}
}
