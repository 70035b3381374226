package dev.agentruntime.application.audit;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.RetentionRepository.Checkpoint;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionId;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks a copy of the log: that each session in it is whole from its first event on and its links
 * fit, and that its last link is the one that the store has at that position, or that is left of a
 * session which was removed.
 */
public final class VerifyCopyHandler {

  private final ReadModel reads;

  public VerifyCopyHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Checks the copy, line by line. */
  public CopyVerification handle(VerifyCopy query) {
    var check = new Check(new StoredPages(reads));
    query.lines().forEachRemaining(check::take);
    check.heads.forEach((session, head) -> compare(session, head).ifPresent(check::add));
    return new CopyVerification(check.heads.size(), check.entries, check.flaws, check.found);
  }

  /** What is different in the store, at the last event of a session that the copy has. */
  private Optional<String> compare(SessionId session, Head head) {
    Optional<String> stored =
        reads.stored(session).stream()
            .flatMap(found -> reads.rows(session, head.position() - 1, 1).stream())
            .filter(row -> row.position() == head.position())
            .map(StoredEvent::link)
            .findFirst();
    Optional<String> left =
        reads
            .checkpoint(session)
            .filter(checkpoint -> checkpoint.lastPosition() == head.position())
            .map(Checkpoint::chain)
            .map(Digest::hex);
    return stored
        .or(() -> left)
        .map(link -> link.equals(head.link().hex()) ? "" : "the store has another link there")
        .or(() -> Optional.of("the store has no event there, nor is it where a removed log ended"))
        .filter(flaw -> !flaw.isEmpty())
        .map(flaw -> "session %s, position %d: %s".formatted(session, head.position(), flaw));
  }

  /** Rows of the store in the order of a copy: a page at a time. */
  private static final class StoredPages {
    private static final int PAGE = 500;

    private final ReadModel reads;
    private SessionId of = new SessionId(new UUID(0, 0));
    private List<StoredEvent> page = List.of();

    StoredPages(ReadModel reads) {
      this.reads = reads;
    }

    /** Nothing where the store does not have it, or cannot read it. */
    Optional<LoggedEvent> at(SessionId session, long position) {
      boolean here =
          session.equals(of)
              && !page.isEmpty()
              && page.getFirst().position() <= position
              && position <= page.getLast().position();
      if (!here) {
        of = session;
        page = reads.rows(session, position - 1, PAGE);
      }
      return page.stream()
          .filter(row -> row.position() == position)
          .flatMap(row -> row.event().stream())
          .findFirst();
    }
  }

  /** The last event of a session so far. */
  private record Head(long position, Digest link) {}

  /** The walk through the lines. */
  private static final class Check {
    private final StoredPages stored;
    private final Map<SessionId, Head> heads = new HashMap<>();
    private final List<String> flaws = new ArrayList<>();
    private long line;
    private long entries;
    private long found;

    Check(StoredPages stored) {
      this.stored = stored;
    }

    void take(String text) {
      line++;
      if (!text.isBlank()) {
        entry(text);
      }
    }

    private void entry(String text) {
      entries++;
      try {
        follow(CopiedEvent.read(text));
      } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
        add("line %d is no entry of a log: %s".formatted(line, e.getMessage()));
      }
    }

    private void follow(CopiedEvent copied) {
      SessionId session = copied.event().session();
      long position = copied.event().position();
      Head before = heads.getOrDefault(session, new Head(0, EventChain.START));
      Optional<String> flaw =
          position == before.position() + 1
              ? copied.flaw(before.link()).or(() -> copied.difference(stored.at(session, position)))
              : Optional.of(
                  "it follows position %d of its session: a copy that was filtered cannot be checked"
                      .formatted(before.position()));
      flaw.ifPresent(
          what ->
              add(
                  "line %d (session %s, position %d): %s"
                      .formatted(line, session, position, what)));
      heads.put(session, new Head(position, copied.link()));
    }

    void add(String flaw) {
      found++;
      if (flaws.size() < Verification.MOST) {
        flaws.add(flaw);
      }
    }
  }
}
