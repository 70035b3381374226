package dev.agentruntime.application.session;

import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.job.JobOverException;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets time take effect: closes requests that nobody decided in time, answers calls whose results
 * clients did not bring in time, and takes back what readers saw of replies whose process died. Any
 * number of processes may do it at once.
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
    return handle(command, JobTurn.BY_HAND);
  }

  /** Does it within a turn, a session at a time. */
  int handle(ExpireDue command, JobTurn turn) {
    Work due =
        persistence.inTransaction(
            work ->
                new Work(
                    work.sessions().due(command.most()),
                    work.partialReplies().withLeft(command.most())));
    if (!due.isEmpty()) {
      turn.begins();
    }
    return (int)
        (due.expired().stream().filter(id -> expire(id, turn)).count()
            + due.left().stream().filter(id -> closeLeft(id, turn)).count());
  }

  /** Sessions in which something is to be done. */
  private record Work(List<SessionId> expired, List<SessionId> left) {
    boolean isEmpty() {
      return expired.isEmpty() && left.isEmpty();
    }
  }

  private boolean closeLeft(SessionId id, JobTurn turn) {
    return perform(id, turn, LeftReplies::close);
  }

  private boolean expire(SessionId id, JobTurn turn) {
    return perform(
        id, turn, (session, moment, work) -> session.expire(policies.gate(work, session), moment));
  }

  /** One session that cannot be written must not keep the others waiting. */
  private boolean perform(SessionId id, JobTurn turn, SessionCommands.Act act) {
    try {
      commands.performInTurn(id, turn, act);
      return true;
    } catch (JobOverException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("what is due in session {} is left for the next time", id, e);
      return false;
    }
  }
}
