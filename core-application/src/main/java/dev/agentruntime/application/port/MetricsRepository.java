package dev.agentruntime.application.port;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.Stretch;
import dev.agentruntime.domain.session.SessionId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** What was counted of the log, within a transaction. */
public interface MetricsRepository {

  /** Adds to what was counted before. */
  void add(Collection<Count> counts);

  /** The work that is under way in these sessions. */
  Map<SessionId, Stretch> stretches(Set<SessionId> sessions);

  /** Puts this in the place of what was under way in these sessions. */
  void replace(Set<SessionId> sessions, Map<SessionId, Stretch> stretches);
}
