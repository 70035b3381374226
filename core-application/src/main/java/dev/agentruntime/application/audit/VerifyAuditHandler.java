package dev.agentruntime.application.audit;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.Walk;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks each session's log against its chain: that no row is missing, added, moved or changed. Of
 * a session that is being written to, what was there at the beginning is checked. Reads page by
 * page, and holds no transaction in between.
 *
 * <p>A chain shows what was changed without working it out anew. Who can write to the store can do
 * that too: against them, keep {@link ChainHead}s or an export elsewhere.
 */
public final class VerifyAuditHandler {

  private static final int PAGE = 500;

  private final ReadModel reads;

  public VerifyAuditHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Checks what is asked for. */
  public Verification handle(VerifyAudit query) {
    var findings = new Findings();
    query
        .session()
        .ifPresentOrElse(
            one ->
                reads
                    .stored(one)
                    .ifPresentOrElse(
                        session -> checkOf(session, query, findings),
                        () -> orphan(one, query, findings)),
            () -> checkAll(query, findings));
    return findings.all();
  }

  private void checkAll(VerifyAudit query, Findings findings) {
    Walk.behind(
        PAGE,
        (Optional<SessionId> after) -> reads.stored(after, PAGE),
        StoredSession::id,
        session -> checkOf(session, query, findings));
    checkOrphans(query, findings);
  }

  /** Sessions are removed after their events, so those that have some were not removed by us. */
  private void checkOrphans(VerifyAudit query, Findings findings) {
    Walk.behind(
        PAGE,
        (Optional<SessionId> after) -> reads.orphans(after, PAGE),
        session -> session,
        session -> orphan(session, query, findings));
  }

  private void orphan(SessionId session, VerifyAudit query, Findings findings) {
    List<StoredEvent> first = reads.rows(session, Long.MIN_VALUE, 1);
    Optional<Owner> owner =
        first.stream()
            .flatMap(row -> row.event().stream())
            .map(event -> event.event().event())
            .filter(SessionEvent.Created.class::isInstance)
            .map(created -> ((SessionEvent.Created) created).owner())
            .findFirst();
    boolean wanted =
        query.owner().map(whose -> owner.isEmpty() || owner.get().equals(whose)).orElse(true);
    // Looked at again: it may have been removed, or made, in between.
    if (!first.isEmpty()
        && wanted
        && reads.stored(session).isEmpty()
        && !reads.rows(session, Long.MIN_VALUE, 1).isEmpty()) {
      findings.add(
          new Verification.Flaw(session, 0, "its events are there, and the session is not"));
      findings.session();
    }
  }

  private void checkOf(StoredSession session, VerifyAudit query, Findings findings) {
    if (query.owner().map(session.owner()::equals).orElse(true)) {
      check(session, findings);
    }
  }

  private void check(StoredSession session, Findings findings) {
    Findings own = session.isBeingRemoved() ? new Findings() : walk(session);
    if (isBeingRemoved(session)) {
      // Of what was found, nobody can tell whether the removal made it.
      findings.leftOut();
    } else {
      findings.add(own);
    }
  }

  private boolean isBeingRemoved(StoredSession session) {
    return session.isBeingRemoved()
        || reads.stored(session.id()).map(StoredSession::isBeingRemoved).orElse(true);
  }

  private Findings walk(StoredSession session) {
    var findings = new Findings();
    var walk = new ChainWalk(session);
    if (session.isForged()) {
      findings.add(walk.forged());
    }
    eachPage(
        session,
        page -> {
          // Read behind the page: whatever the runtime recorded of it is known to the session.
          long known = reads.lastPosition(session.id());
          for (StoredEvent row : page) {
            if (row.position() <= session.lastPosition()) {
              walk.take(row).forEach(findings::add);
              findings.event();
            } else if (row.position() > known) {
              findings.add(walk.unknown(row));
            }
          }
        });
    walk.end().ifPresent(findings::add);
    findings.session();
    return findings;
  }

  private void eachPage(StoredSession session, Consumer<List<StoredEvent>> taker) {
    long from = Long.MIN_VALUE;
    List<StoredEvent> page;
    do {
      page = reads.rows(session.id(), from, PAGE);
      taker.accept(page);
      if (page.size() == PAGE) {
        from = page.getLast().position() + 1;
      }
    } while (page.size() == PAGE && from != Long.MIN_VALUE);
  }

  /** What was found so far. */
  private static final class Findings {
    private final List<Verification.Flaw> flaws = new ArrayList<>();
    private long found;
    private long sessions;
    private long events;
    private long removing;

    void add(Verification.Flaw flaw) {
      found++;
      tell(flaw);
    }

    private void tell(Verification.Flaw flaw) {
      if (flaws.size() < Verification.MOST) {
        flaws.add(flaw);
      }
    }

    void add(Findings more) {
      more.flaws.forEach(this::tell);
      found += more.found;
      sessions += more.sessions;
      events += more.events;
    }

    void event() {
      events++;
    }

    void session() {
      sessions++;
    }

    void leftOut() {
      removing++;
    }

    Verification all() {
      return new Verification(new Verification.Checked(sessions, events, removing), flaws, found);
    }
  }
}
