package dev.agentruntime.application.audit;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.RetentionRepository.Checkpoint;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    var check = new Check(reads);
    query.lines().forEachRemaining(check::take);
    return check.end();
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

    /** Nothing where the store does not have it. */
    Optional<StoredEvent> at(SessionId session, long position) {
      boolean here =
          session.equals(of)
              && !page.isEmpty()
              && page.getFirst().position() <= position
              && position <= page.getLast().position();
      if (!here) {
        of = session;
        page = reads.rows(session, position, PAGE);
      }
      return page.stream().filter(row -> row.position() == position).findFirst();
    }
  }

  /** The walk through the lines. */
  private static final class Check {
    private final ReadModel reads;
    private final StoredPages stored;
    private final Map<SessionId, ChainHead> heads = new LinkedHashMap<>();
    private final List<String> flaws = new ArrayList<>();
    private long line;
    private long lines;
    private long found;
    private long longer;
    private long unproven;

    Check(ReadModel reads) {
      this.reads = reads;
      this.stored = new StoredPages(reads);
    }

    void take(String text) {
      line++;
      if (!text.isBlank()) {
        lines++;
        read(text);
      }
    }

    private void read(String text) {
      try {
        JsonObject json = JsonText.readObject(text);
        if (ChainHead.isOne(json)) {
          keep(ChainHead.read(json));
        } else {
          follow(CopiedEvent.read(json));
        }
      } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
        add("line %d is no entry of a log: %s".formatted(line, e.getMessage()));
      }
    }

    private void keep(ChainHead head) {
      if (heads.putIfAbsent(head.session(), head) != null) {
        add("line %d: session %s is in the copy already".formatted(line, head.session()));
      }
    }

    private void follow(CopiedEvent copied) {
      SessionId session = copied.event().session();
      long position = copied.event().position();
      ChainHead before = heads.getOrDefault(session, new ChainHead(session, 0, EventChain.START));
      Optional<String> flaw =
          position == before.position() + 1
              ? copied
                  .flaw(before.link())
                  .or(() -> stored.at(session, position).flatMap(copied::difference))
              : Optional.of(
                  "it follows position %d of its session: a copy that was filtered cannot be checked"
                      .formatted(before.position()));
      flaw.ifPresent(
          what -> add("line %d (%s): %s".formatted(line, place(session, position), what)));
      heads.put(session, new ChainHead(session, position, copied.link()));
    }

    private static String place(SessionId session, long position) {
      return "session %s, position %d".formatted(session, position);
    }

    CopyVerification end() {
      heads
          .values()
          .forEach(
              head ->
                  compare(head)
                      .ifPresent(
                          what -> add(place(head.session(), head.position()) + ": " + what)));
      return new CopyVerification(
          new CopyVerification.Checked(heads.size(), lines, longer, unproven), flaws, found);
    }

    /** What is different in the store, at the last event of a session that the copy has. */
    private Optional<String> compare(ChainHead head) {
      Optional<StoredEvent> there = stored.at(head.session(), head.position());
      // Behind the row: what is removed meanwhile has its checkpoint.
      Optional<Checkpoint> left = reads.checkpoint(head.session());
      if (there.isPresent()) {
        longer += reads.lastPosition(head.session()) > head.position() ? 1 : 0;
        return different(head, there.get().beside().link());
      }
      if (left.filter(checkpoint -> checkpoint.lastPosition() > head.position()).isPresent()) {
        unproven++;
        return Optional.empty();
      }
      return left.filter(checkpoint -> checkpoint.lastPosition() == head.position())
          .map(Checkpoint::chain)
          .map(Digest::hex)
          .map(link -> different(head, link))
          .orElse(Optional.of("the store has no event there, nor is it where a removed log ended"));
    }

    private static Optional<String> different(ChainHead head, String link) {
      return link.equals(head.link().hex())
          ? Optional.empty()
          : Optional.of("the store has another link there");
    }

    private void add(String flaw) {
      found++;
      if (flaws.size() < Verification.MOST) {
        flaws.add(flaw);
      }
    }
  }
}
