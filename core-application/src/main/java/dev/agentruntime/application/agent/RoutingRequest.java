package dev.agentruntime.application.agent;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * What is to be routed.
 *
 * @param ordinal how many routings the session has recorded so far
 * @param text what the user wrote last
 * @param earlier what the user wrote before, oldest first; only the last few are looked at
 * @param handover the agent that hands the request back, if one does
 */
public record RoutingRequest(
    SessionId session,
    int ordinal,
    String text,
    List<String> earlier,
    Optional<Handover> handover) {

  public RoutingRequest {
    earlier = List.copyOf(earlier);
  }

  /** The first request of a conversation. */
  public static RoutingRequest first(SessionId session, String text) {
    return new RoutingRequest(session, 0, text, List.of(), Optional.empty());
  }

  /**
   * An agent's hand-over.
   *
   * @param from who hands over; the request is not routed back there, unless nobody else is left
   * @param reason what the agent says is left to do
   */
  public record Handover(AgentName from, String reason) {}
}
