package dev.agentruntime.application.session;

import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets time take effect: closes requests that nobody decided in time, answers calls whose results
 * clients did not bring in time, takes back what readers saw of replies whose process died, and
 * forgets the keys of old requests. Any number of processes may do it at once.
 */
public final class ExpireDueHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ExpireDueHandler.class);

  private final SessionCommands commands;
  private final Persistence persistence;
  private final PoliciesInForce policies;

  public ExpireDueHandler(
      SessionCommands commands, Persistence persistence, PoliciesInForce policies) {
    this.commands = commands;
    this.persistence = persistence;
    this.policies = policies;
  }

  /**
   * Does what is due; what is left of a large number is done the next time.
   *
   * @return in how many sessions it was done
   */
  public int handle(ExpireDue command) {
    return handle(command, () -> {}).sessions();
  }

  /** In how many sessions it was done, and how many keys of requests were forgotten. */
  record Expired(int sessions, int keys) {}

  /**
   * Does it where somebody wants to know when there is something to do.
   *
   * @param found called at least once if there is, before it is done in sessions
   */
  Expired handle(ExpireDue command, Runnable found) {
    Work due =
        persistence.inTransaction(
            work ->
                new Work(
                    work.sessions().due(command.most()),
                    work.partialReplies().withLeft(command.most())));
    if (!due.isEmpty()) {
      found.run();
    }
    int done =
        (int)
            (due.expired().stream().filter(this::expire).count()
                + due.left().stream().filter(this::closeLeft).count());
    int keys = persistence.inTransaction(work -> work.requests().removeExpired(command.most()));
    if (keys > 0) {
      found.run();
    }
    return new Expired(done, keys);
  }

  /** Sessions in which something is to be done. */
  private record Work(List<SessionId> expired, List<SessionId> left) {
    boolean isEmpty() {
      return expired.isEmpty() && left.isEmpty();
    }
  }

  private boolean closeLeft(SessionId id) {
    return perform(id, LeftReplies::close);
  }

  private boolean expire(SessionId id) {
    return perform(
        id, (session, moment, work) -> session.expire(policies.gate(work, session), moment));
  }

  /** One session that cannot be written must not keep the others waiting. */
  private boolean perform(SessionId id, SessionCommands.Act act) {
    try {
      commands.performForAny(id, act);
      return true;
    } catch (RuntimeException e) {
      LOG.warn("what is due in session {} is left for the next time", id, e);
      return false;
    }
  }
}
