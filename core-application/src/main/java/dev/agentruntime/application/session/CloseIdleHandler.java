package dev.agentruntime.application.session;

import dev.agentruntime.application.job.JobOverException;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes sessions that nobody uses. Any number of processes may do it at once. */
public final class CloseIdleHandler {

  private static final Logger LOG = LoggerFactory.getLogger(CloseIdleHandler.class);

  private final SessionCommands commands;
  private final Persistence persistence;

  public CloseIdleHandler(SessionCommands commands, Persistence persistence) {
    this.commands = commands;
    this.persistence = persistence;
  }

  /**
   * Closes them.
   *
   * @return how many
   */
  public int handle(CloseIdle command) {
    return handle(command, JobTurn.BY_HAND);
  }

  /** Does it within a turn, a session at a time. */
  int handle(CloseIdle command, JobTurn turn) {
    List<SessionId> idle =
        persistence.inTransaction(
            work -> work.sessions().idle(work.now().minus(command.untouched()), command.most()));
    if (!idle.isEmpty()) {
      turn.begins();
    }
    return (int) idle.stream().filter(id -> isClosed(id, command, turn)).count();
  }

  /** One session that cannot be written must not keep the others open. */
  private boolean isClosed(SessionId id, CloseIdle command, JobTurn turn) {
    try {
      Session after =
          commands.performInTurn(
              id,
              turn,
              (session, moment, work) ->
                  isIdle(session, moment.at().minus(command.untouched()))
                      ? session.close(moment)
                      : session);
      return after.status() == SessionStatus.CLOSED;
    } catch (JobOverException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("idle session {} is left for the next time", id, e);
      return false;
    }
  }

  /** Much may have happened since it was found. */
  private static boolean isIdle(Session session, Instant before) {
    return session.status() == SessionStatus.IDLE
        && session.state().header().updatedAt().isBefore(before)
        && session.state().approvals().values().stream().noneMatch(Approval::isPending);
  }
}
