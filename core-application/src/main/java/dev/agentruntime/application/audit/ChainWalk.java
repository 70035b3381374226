package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes along one session's log and tells where it is not as it was written. From a broken link on,
 * the chain is followed from what the row says, so that one change is told once.
 */
final class ChainWalk {

  private final StoredSession session;
  private final Map<ToolCallId, String> tools = new HashMap<>();
  private long position;
  private String link = EventChain.START.hex();
  private Optional<String> agent = Optional.empty();

  ChainWalk(StoredSession session) {
    this.session = session;
  }

  /** What is wrong with the next row. */
  List<Verification.Flaw> take(StoredEvent row) {
    var flaws = new ArrayList<Verification.Flaw>();
    if (row.position() < 1) {
      return List.of(flaw(row.position(), "no row belongs before the first"));
    }
    boolean follows = row.position() == position + 1;
    if (!follows) {
      flaws.add(flaw(position + 1, "the rows up to " + (row.position() - 1) + " are missing"));
    }
    row.flaws().forEach(text -> flaws.add(flaw(row.position(), text)));
    row.event()
        .filter(event -> follows && !isLinked(event, row.beside()))
        .ifPresent(
            event ->
                flaws.add(flaw(row.position(), "its link does not fit it and the row before")));
    row.event()
        .map(event -> event.event().event())
        .ifPresent(event -> flaws.addAll(told(event, row)));
    checkAgent(row).ifPresent(flaws::add);
    position = row.position();
    link = row.beside().link();
    return flaws;
  }

  private boolean isLinked(LoggedEvent event, StoredEvent.Beside beside) {
    return Digest.isOne(link)
        && EventChain.link(new Digest(link), event.event(), event, beside.agent())
            .hex()
            .equals(beside.link());
  }

  /** What rows elsewhere tell otherwise than the event does. */
  private List<Verification.Flaw> told(SessionEvent event, StoredEvent row) {
    var flaws = new ArrayList<Verification.Flaw>();
    if (event instanceof SessionEvent.Created created && !created.owner().equals(session.owner())) {
      flaws.add(flaw(row.position(), "the session is said to be another owner's than it tells"));
    }
    if (event instanceof SessionEvent.ReplyRecorded replied) {
      replied.reply().calls().forEach(call -> tools.put(call.id(), call.name()));
    }
    if (!Subject.of(event).call().map(tools::get).equals(row.beside().tool())) {
      flaws.add(
          flaw(row.position(), "its call is said to be of another tool than its reply tells"));
    }
    return flaws;
  }

  private Optional<Verification.Flaw> checkAgent(StoredEvent row) {
    Optional<String> before = agent;
    agent = Optional.of(row.beside().agent());
    Optional<String> expected =
        row.event()
            .flatMap(event -> Subject.agentAfter(event.event().event()))
            .map(AgentName::value)
            .or(() -> before);
    return expected
        .filter(name -> !name.equals(row.beside().agent()))
        .map(name -> flaw(row.position(), "another agent was at work than it tells"));
  }

  /** That a row is behind the last one that the session knows of. */
  Verification.Flaw unknown(StoredEvent row) {
    return flaw(row.position(), "the session knows of no such row");
  }

  /** What is wrong with the end of the log. */
  Optional<Verification.Flaw> end() {
    long last = session.lastPosition();
    return position < last
        ? Optional.of(flaw(position + 1, "the rows up to " + last + " are missing"))
        : Optional.empty();
  }

  /** That somebody says that the session was removed, which the runtime would not have done. */
  Verification.Flaw forged() {
    return flaw(0, "it is said to be removed, but was not deleted");
  }

  private Verification.Flaw flaw(long at, String what) {
    return new Verification.Flaw(session.id(), at, what);
  }
}
