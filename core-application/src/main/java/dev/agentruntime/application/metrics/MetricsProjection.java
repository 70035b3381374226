package dev.agentruntime.application.metrics;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the log into the store, each event once: what a part of the log adds and how far that is
 * are written in one transaction. Any number of processes may do it at once; who comes second finds
 * it done. Safe for many threads.
 */
public final class MetricsProjection {

  /** Its name as a durable subscriber. What counts otherwise gets another one, and starts anew. */
  static final String SUBSCRIBER = "metrics-1";

  private static final int PAGE = 500;

  private final Persistence persistence;
  private final int part;

  public MetricsProjection(Persistence persistence) {
    this(persistence, PAGE);
  }

  /**
   * A projection that counts so many events in a transaction.
   *
   * @param part 1 to a page of the log
   */
  public MetricsProjection(Persistence persistence, int part) {
    this.persistence = persistence;
    this.part = part;
  }

  /**
   * Counts what is in the log and not counted yet.
   *
   * @param most how many events at the most, about
   * @return whether everything is counted
   */
  public boolean catchUp(int most) {
    for (int counted = 0; counted < most; counted += part) {
      Optional<String> place = persistence.reads().place(SUBSCRIBER);
      if (place.equals(Optional.of(persistence.reads().ledgerEnd()))) {
        return true;
      }
      List<AuditEntry> entries = after(place);
      if (!entries.isEmpty()) {
        count(place, entries);
      }
      if (entries.size() < part) {
        return true;
      }
    }
    return false;
  }

  private List<AuditEntry> after(Optional<String> place) {
    Page<AuditEntry> page =
        persistence
            .reads()
            .audit(
                new AuditQuery(
                    Optional.empty(), AuditFilter.ALL, new AuditQuery.Part(false, part, place)));
    return page.items();
  }

  private void count(Optional<String> place, List<AuditEntry> entries) {
    String next = entries.getLast().entry().cursor();
    Map<ApprovalId, Approval> closed = closed(entries);
    persistence.inTransaction(
        work -> {
          boolean mine = work.subscribers().advance(SUBSCRIBER, place, next);
          if (mine) {
            add(work, entries, closed);
          }
          return mine;
        });
  }

  /** What was asked for, of what is closed. What is no longer there counts without its wait. */
  private Map<ApprovalId, Approval> closed(List<AuditEntry> entries) {
    var closed = new HashMap<ApprovalId, Approval>();
    for (AuditEntry entry : entries) {
      if (entry.event().event() instanceof SessionEvent.ApprovalClosed event) {
        persistence
            .reads()
            .approval(entry.entry().owner(), event.approval())
            .ifPresent(view -> closed.put(event.approval(), view.approval()));
      }
    }
    return closed;
  }

  private static void add(
      UnitOfWork work, List<AuditEntry> entries, Map<ApprovalId, Approval> closed) {
    Set<SessionId> sessions =
        entries.stream().map(entry -> entry.event().session()).collect(Collectors.toSet());
    var tally = new Tally(work.metrics().stretches(sessions), closed);
    entries.forEach(tally::take);
    work.metrics().add(tally.counts());
    work.metrics().replace(sessions, tally.stretches());
  }
}
