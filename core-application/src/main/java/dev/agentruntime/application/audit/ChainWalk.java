package dev.agentruntime.application.audit;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes along one session's log and tells where it is not as it was written. From a broken link on,
 * the chain is followed from what the row says, so that one change is told once.
 */
final class ChainWalk {

  private final SessionId session;
  private long position;
  private String link = EventChain.START.hex();
  private Optional<String> agent = Optional.empty();

  ChainWalk(SessionId session) {
    this.session = session;
  }

  /** Of the last row. */
  long position() {
    return position;
  }

  /** Of the last row, as it says. */
  String link() {
    return link;
  }

  /** What is wrong with the next row. */
  List<Verification.Flaw> take(StoredEvent row) {
    var flaws = new ArrayList<Verification.Flaw>();
    boolean follows = row.position() == position + 1;
    if (!follows) {
      flaws.add(flaw(position + 1, "the rows up to " + (row.position() - 1) + " are missing"));
    }
    row.flaws().forEach(text -> flaws.add(flaw(row.position(), text)));
    row.event()
        .filter(event -> follows && !isLinked(event, row))
        .ifPresent(
            event ->
                flaws.add(flaw(row.position(), "its link does not fit it and the row before")));
    checkAgent(row).ifPresent(flaws::add);
    position = row.position();
    link = row.link();
    return flaws;
  }

  private boolean isLinked(LoggedEvent event, StoredEvent row) {
    return Digest.isOne(link)
        && EventChain.link(new Digest(link), event.event(), event, row.agent())
            .hex()
            .equals(row.link());
  }

  private Optional<Verification.Flaw> checkAgent(StoredEvent row) {
    Optional<String> before = agent;
    agent = Optional.of(row.agent());
    Optional<String> expected =
        row.event()
            .flatMap(event -> Subject.agentAfter(event.event().event()))
            .map(name -> name.value())
            .or(() -> before);
    return expected
        .filter(name -> !name.equals(row.agent()))
        .map(name -> flaw(row.position(), "another agent was at work than it tells"));
  }

  /** That a row is behind the last one that the session knows of. */
  Verification.Flaw unknown(StoredEvent row) {
    return flaw(row.position(), "the session knows of no such row");
  }

  /** What is wrong with the end of the log. */
  Optional<Verification.Flaw> end(long last) {
    return position < last
        ? Optional.of(flaw(position + 1, "the rows up to " + last + " are missing"))
        : Optional.empty();
  }

  private Verification.Flaw flaw(long at, String what) {
    return new Verification.Flaw(session, at, what);
  }
}
