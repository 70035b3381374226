package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Changes what a session is set to.
 *
 * @param expected the position of the session's last event as the caller saw it; empty for whatever
 *     it is
 * @param change from the present settings to the new ones; must only compute
 */
public record UpdateSession(
    Owner owner, SessionId session, OptionalLong expected, UnaryOperator<SessionSettings> change) {

  /** Changes them wherever the session stands. */
  public UpdateSession(Owner owner, SessionId session, UnaryOperator<SessionSettings> change) {
    this(owner, session, OptionalLong.empty(), change);
  }
}
