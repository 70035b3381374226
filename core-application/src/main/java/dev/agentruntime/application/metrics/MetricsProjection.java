package dev.agentruntime.application.metrics;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the log into the store, each event once: what a part of the log adds and how far that is
 * are written in one transaction. Any number of processes may do it at once; who comes second finds
 * it done. Safe for many threads.
 */
public final class MetricsProjection {

  /** Its name as a durable subscriber. What counts otherwise gets another one, and starts anew. */
  public static final String SUBSCRIBER = "metrics-1";

  private static final Logger LOG = LoggerFactory.getLogger(MetricsProjection.class);
  private static final int PAGE = 500;

  private final Persistence persistence;
  private final String subscriber;
  private final int part;
  private final AtomicBoolean told = new AtomicBoolean();

  public MetricsProjection(Persistence persistence) {
    this(persistence, SUBSCRIBER, PAGE);
  }

  /**
   * A projection that counts for itself.
   *
   * @param subscriber its name; what is counted under another one is nothing to it
   * @param part how many events are counted in a transaction, 1 to a page of the log
   */
  public MetricsProjection(Persistence persistence, String subscriber, int part) {
    this.persistence = persistence;
    this.subscriber = subscriber;
    this.part = part;
  }

  /**
   * How far it got.
   *
   * @param complete whether everything that was recorded is counted
   * @param unreadable how many events were passed over this time, since they cannot be read
   */
  public record Progress(boolean complete, long unreadable) {}

  /** Who wants to know how it goes. */
  public interface Watcher {

    /** There is something to count. */
    void begins();

    /** So many are counted. */
    void counted(int events);

    /** Nobody. */
    Watcher NONE =
        new Watcher() {
          @Override
          public void begins() {}

          @Override
          public void counted(int events) {}
        };
  }

  /**
   * Counts what is in the log and not counted yet.
   *
   * @param most how many events at the most, about
   */
  public Progress catchUp(int most) {
    return catchUp(most, Watcher.NONE);
  }

  /**
   * Counts what is in the log and not counted yet.
   *
   * @param most how many events at the most, about
   * @param watcher told of each part that has something to count, on the calling thread
   */
  public Progress catchUp(int most, Watcher watcher) {
    long unreadable = 0;
    boolean complete = false;
    if (!isAhead()) {
      for (int counted = 0; counted < most && !complete; counted += part) {
        Step step = step(watcher);
        unreadable += step.unreadable();
        complete = step.last();
      }
    }
    return new Progress(complete, unreadable);
  }

  /** Where the place is not of this log, nobody can tell what is counted and what is not. */
  private boolean isAhead() {
    boolean ahead =
        persistence.reads().place(subscriber).filter(persistence.reads()::isAhead).isPresent();
    if (ahead && !told.getAndSet(true)) {
      LOG.error(
          "nothing is counted: {} is further than the log goes; remove its row from subscribers,"
              + " and its rows from metrics and agent_stretches, to count the log anew",
          subscriber);
    }
    return ahead;
  }

  /**
   * A part of the log.
   *
   * @param last whether there was nothing behind it
   * @param unreadable how many of its events were passed over
   */
  private record Step(boolean last, long unreadable) {}

  private Step step(Watcher watcher) {
    Optional<String> place = persistence.reads().place(subscriber);
    Outline outline =
        persistence.reads().outline(new OutlineQuery(Optional.empty(), Tally.TYPES, place, part));
    if (place.equals(Optional.of(outline.until()))) {
      return new Step(true, 0);
    }
    if (!outline.entries().isEmpty()) {
      watcher.begins();
    }
    boolean mine = persistence.inTransaction(work -> count(work, place, outline));
    if (mine) {
      if (!outline.entries().isEmpty()) {
        Failpoint.COUNTS_COMMITTED.reached();
      }
      watcher.counted(outline.readable().size());
      outline.unreadable().forEach(MetricsProjection::tell);
    }
    return new Step(mine && !outline.more(), mine ? outline.unreadable().size() : 0);
  }

  /** By the one who counted it, so once. */
  private static void tell(Outline.Unreadable entry) {
    LOG.warn(
        "event {} of session {} cannot be read and is not counted: {}",
        entry.position(),
        entry.session(),
        entry.problem());
  }

  /** Whether nobody else counted it meanwhile. */
  private boolean count(UnitOfWork work, Optional<String> place, Outline outline) {
    boolean mine = work.subscribers().advance(subscriber, place, outline.until());
    if (mine && !outline.entries().isEmpty()) {
      add(work, outline);
      Failpoint.COUNTS_BEFORE_COMMIT.reached();
    }
    return mine;
  }

  private void add(UnitOfWork work, Outline outline) {
    Set<SessionId> sessions =
        outline.readable().stream()
            .map(entry -> entry.event().session())
            .collect(Collectors.toSet());
    var tally = new Tally(work.metrics().stretches(subscriber, sessions));
    outline.entries().forEach(tally::take);
    work.metrics().add(subscriber, tally.counts());
    work.metrics().replace(subscriber, sessions, tally.stretches());
  }
}
