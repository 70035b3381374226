package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Which part of the log to read in outline, deleted sessions included.
 *
 * @param session of which; empty for all
 * @param types of events; none for all
 * @param after {@link Outline#until} of the part before; empty for the beginning
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 */
public record OutlineQuery(
    Optional<SessionId> session, List<String> types, Optional<String> after, int most) {

  public OutlineQuery {
    types = List.copyOf(types);
    SessionFilter.requirePageSize(most);
  }
}
