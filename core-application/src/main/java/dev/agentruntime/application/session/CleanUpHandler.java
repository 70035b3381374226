package dev.agentruntime.application.session;

import dev.agentruntime.application.bus.DurableSubscriber;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.job.JobOverException;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.RetentionRepository.Checkpoint;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.webhook.WebhookFeed;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old sessions for good. Any number of processes may do it at once. */
public final class CleanUpHandler {

  /** Rows of one transaction: few enough for others not to notice (SQLite has one writer). */
  private static final int ROWS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(CleanUpHandler.class);

  private final Persistence persistence;
  private final MetricsProjection counting;
  private final WebhookFeed sending;

  public CleanUpHandler(Persistence persistence) {
    this.persistence = persistence;
    this.counting = new MetricsProjection(persistence);
    this.sending = new WebhookFeed(persistence);
  }

  /**
   * Removes what is old enough, and what a crash left half removed. Counts first, and enqueues what
   * webhooks are to be sent: a session for which that is not done stays until it is, and so does
   * one that a durable subscriber was not told all of, if that is alive.
   *
   * @return how many sessions
   */
  public int handle(CleanUp command) {
    return handle(command, JobTurn.BY_HAND);
  }

  /** Does it within a turn, a thousand rows at a time. */
  int handle(CleanUp command, JobTurn turn) {
    counting.catchUp(Integer.MAX_VALUE);
    sending.catchUp();
    List<SessionId> removable =
        persistence.inTransaction(
            work -> work.retention().removable(old(command, work), command.most()));
    if (!removable.isEmpty()) {
      turn.begins();
    }
    int removed = 0;
    for (SessionId session : removable) {
      removed += isRemoved(session, command, turn) ? 1 : 0;
    }
    return removed;
  }

  private static RetentionRepository.Old old(CleanUp command, UnitOfWork work) {
    var told =
        new RetentionRepository.Told(
            Set.of(MetricsProjection.SUBSCRIBER, WebhookFeed.SUBSCRIBER),
            DurableSubscriber.PREFIX,
            work.now().minus(DurableSubscriber.WAITED_FOR));
    return new RetentionRepository.Old(work.now().minus(command.untouched()), told);
  }

  /** One session that cannot be read must not keep all others. */
  private boolean isRemoved(SessionId session, CleanUp command, JobTurn turn) {
    try {
      boolean begun = begin(session, command, turn);
      if (begun) {
        Failpoint.REMOVAL_BEGUN.reached();
        remove(session, turn);
      }
      return begun;
    } catch (JobOverException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("session {} is left for the next time", session, e);
      return false;
    }
  }

  /** Others go before a session, so that much may have happened since it was found. */
  private boolean begin(SessionId session, CleanUp command, JobTurn turn) {
    Optional<Checkpoint> begun =
        persistence.inTransaction(work -> work.retention().checkpoint(session));
    if (begun.isPresent()) {
      return true;
    }
    try {
      return persistence.inTransaction(
          work -> {
            work.sessions().lock(session);
            turn.keeps(work);
            boolean still = work.retention().isRemovable(session, old(command, work));
            if (still) {
              work.retention().begin(session);
            }
            return still;
          });
    } catch (StaleSessionException e) {
      // Somebody else removes it.
      return false;
    }
  }

  private void remove(SessionId session, JobTurn turn) {
    boolean isGone = false;
    while (!isGone) {
      isGone =
          persistence.inTransaction(
              work -> {
                turn.keeps(work);
                return work.retention().remove(session, ROWS);
              });
      Failpoint.REMOVAL_CONTINUED.reached();
    }
  }
}
