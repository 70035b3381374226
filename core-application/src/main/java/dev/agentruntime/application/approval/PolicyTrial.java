package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a policy would have said of earlier requests, asked alone: without the policies of sessions
 * and without grants.
 *
 * @param totals how many requests went from which ruling to which
 * @param requests those that would have been ruled otherwise first, then the others, the newest
 *     first; perhaps not all
 * @param complete whether all of that time was looked at; else only the newest of it
 */
public record PolicyTrial(Map<Shift, Integer> totals, List<Tried> requests, boolean complete) {

  public PolicyTrial {
    totals = Map.copyOf(totals);
    requests = List.copyOf(requests);
  }

  /** How many requests were looked at. */
  public int count() {
    return totals.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** From one ruling to another, or the same. */
  public record Shift(Ruling before, Ruling after) {

    /** Whether it is another one. */
    public boolean isChange() {
      return before != after;
    }
  }

  /**
   * One request.
   *
   * @param before the rule that ruled then; empty where it is not known
   * @param after the rule that would rule now
   */
  public record Tried(Origin origin, Shift shift, String before, String after) {}

  /**
   * Where a request is from.
   *
   * @param id of the tool call, or of the approval where it was no tool call
   * @param session empty for a request that stood alone
   */
  public record Origin(
      UUID id, Optional<SessionId> session, ApprovalType type, String subject, Instant at) {}
}
