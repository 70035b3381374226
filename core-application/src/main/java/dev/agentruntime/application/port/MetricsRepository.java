package dev.agentruntime.application.port;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.Stretch;
import dev.agentruntime.domain.session.SessionId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * What was counted of the log, within a transaction. What one durable subscriber counts is nothing
 * to another one.
 */
public interface MetricsRepository {

  /** Adds to what was counted before. */
  void add(String subscriber, Collection<Count> counts);

  /** The work that is under way in these sessions. */
  Map<SessionId, Stretch> stretches(String subscriber, Set<SessionId> sessions);

  /**
   * Puts this in the place of what was under way in these sessions. Of a session that is removed
   * nothing is kept.
   */
  void replace(String subscriber, Set<SessionId> sessions, Map<SessionId, Stretch> stretches);
}
