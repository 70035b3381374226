package dev.agentruntime.application.audit;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks each session's log against its chain: that no row is missing, added, moved or changed. Of
 * a session that is being written to, what was there at the beginning is checked. Reads page by
 * page, and holds no transaction in between.
 *
 * <p>A chain shows what was changed without working it out anew. Who can write to the store can do
 * that too: against them, keep {@link Verification#heads} or an export elsewhere.
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
            one -> reads.stored(one).ifPresent(session -> checkOf(session, query, findings)),
            () -> checkAll(query, findings));
    return findings.all();
  }

  private void checkAll(VerifyAudit query, Findings findings) {
    Optional<SessionId> after = Optional.empty();
    List<StoredSession> page;
    do {
      page = reads.stored(after, PAGE);
      for (StoredSession session : page) {
        checkOf(session, query, findings);
        after = Optional.of(session.id());
      }
    } while (page.size() == PAGE);
  }

  private void checkOf(StoredSession session, VerifyAudit query, Findings findings) {
    if (query.owner().map(session.owner()::equals).orElse(true)) {
      check(session, findings);
    }
  }

  private void check(StoredSession session, Findings findings) {
    var walk = new ChainWalk(session.id());
    List<StoredEvent> page;
    do {
      page = reads.rows(session.id(), walk.position(), PAGE);
      for (StoredEvent row : page) {
        if (row.position() <= session.lastPosition()) {
          walk.take(row).forEach(findings::add);
        } else if (row.position() > reads.lastPosition(session.id())) {
          // What was recorded since the session was looked up is no concern of this check.
          findings.add(walk.unknown(row));
        }
      }
    } while (page.size() == PAGE && walk.position() < session.lastPosition());
    walk.end(session.lastPosition()).ifPresent(findings::add);
    findings.checked(session.id(), walk);
  }

  /** What was found so far. */
  private static final class Findings {
    private final List<Verification.Flaw> flaws = new ArrayList<>();
    private long found;
    private long sessions;
    private long events;
    private Digest heads = EventChain.START;

    void add(Verification.Flaw flaw) {
      found++;
      if (flaws.size() < Verification.MOST) {
        flaws.add(flaw);
      }
    }

    void checked(SessionId session, ChainWalk walk) {
      sessions++;
      events += walk.position();
      heads = Digest.of(String.join(" ", heads.hex(), session.toString(), walk.link()));
    }

    Verification all() {
      return new Verification(sessions, events, flaws, found, heads);
    }
  }
}
