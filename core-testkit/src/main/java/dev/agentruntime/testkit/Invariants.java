package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.Verification;
import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What must hold for every recorded session at any time. Reads the log and the rows, nothing else.
 */
public final class Invariants {

  private static final int PAGE = 1000;

  private Invariants() {}

  /** Checks them all. */
  public static void check(Persistence store, SessionId id) {
    checkLog(store, id);
    theChainIsWhole(store, id);
  }

  /** Checks all but the chain, which takes as long as the rest several times over. */
  public static void checkLog(Persistence store, SessionId id) {
    List<RecordedEvent> log = log(store, id);
    positionsHaveNoGaps(log);
    everyEventHasItsTurnAndItsCause(log);
    replayIsTheState(store, id, log);
    nothingRanUnauthorized(log);
    everyCallHasAtMostOneAnswer(store, id, log);
  }

  private static void theChainIsWhole(Persistence store, SessionId id) {
    Verification found =
        new VerifyAuditHandler(store.reads())
            .handle(new VerifyAudit(Optional.empty(), Optional.of(id)));
    assertThat(found.flaws()).as("what the chain shows").isEmpty();
    assertThat(found.checked().sessions()).isEqualTo(1);
  }

  /** Every event of an owner has what it belongs to and what led to it. */
  public static void checkCauses(Persistence store, Owner owner) {
    sessions(store, Optional.of(owner))
        .forEach(session -> everyEventHasItsTurnAndItsCause(log(store, session)));
  }

  /** All of it, for all sessions of everybody, where nobody writes any more. */
  public static void checkAll(Persistence store) {
    for (SessionId session : sessions(store, Optional.empty())) {
      Session stored = store.inTransaction(work -> work.sessions().find(session)).orElseThrow();
      assertThat(log(store, session)).hasSize((int) stored.version().position());
      check(store, session);
    }
  }

  private static Set<SessionId> sessions(Persistence store, Optional<Owner> owner) {
    Optional<String> place = Optional.empty();
    Set<SessionId> sessions = new HashSet<>();
    List<LedgerEntry> page = store.reads().ledger(new LedgerQuery(owner, place, PAGE));
    while (!page.isEmpty()) {
      page.forEach(entry -> sessions.add(entry.event().session()));
      place = Optional.of(page.getLast().cursor());
      page = store.reads().ledger(new LedgerQuery(owner, place, PAGE));
    }
    return sessions;
  }

  /** The whole log of a session. */
  public static List<RecordedEvent> log(Persistence store, SessionId id) {
    var log = new ArrayList<RecordedEvent>();
    List<RecordedEvent> page = store.reads().events(id, 0, PAGE);
    while (!page.isEmpty()) {
      log.addAll(page);
      page = store.reads().events(id, log.getLast().position(), PAGE);
    }
    return log;
  }

  private static void positionsHaveNoGaps(List<RecordedEvent> log) {
    assertThat(log.stream().map(RecordedEvent::position))
        .as("positions are 1, 2, 3 and so on")
        .containsExactlyElementsOf(LongStream.rangeClosed(1, log.size()).boxed().toList());
  }

  /** The turn that is open, else the command; and what led to it, which comes before it. */
  static void everyEventHasItsTurnAndItsCause(List<RecordedEvent> log) {
    Set<UUID> before = new HashSet<>();
    Set<UUID> all = log.stream().map(RecordedEvent::id).collect(Collectors.toSet());
    Optional<UUID> turn = Optional.empty();
    for (RecordedEvent entry : log) {
      RecordedEvent.Cause cause = entry.cause();
      if (entry.event() instanceof SessionEvent.TurnStarted started) {
        turn = Optional.of(started.turn().value());
      }
      assertThat(cause.correlation())
          .as("the turn or the command of %s at %d", entry.type(), entry.position())
          .isEqualTo(turn.orElse(cause.causation()));
      assertThat(before.contains(cause.causation()) || !all.contains(cause.causation()))
          .as("an event before %s at %d led to it, or a command", entry.type(), entry.position())
          .isTrue();
      if (isOfTheLoop(entry.event())) {
        assertThat(before)
            .as("an event led to %s at %d", entry.type(), entry.position())
            .contains(cause.causation());
      }
      assertThat(cause.causation()).as("a cause").isNotEqualTo(new UUID(0, 0));
      before.add(entry.id());
      if (entry.event() instanceof SessionEvent.TurnEnded) {
        turn = Optional.empty();
      }
    }
  }

  /** What no command records, but only who holds the lease, upon what the log has. */
  private static boolean isOfTheLoop(SessionEvent event) {
    return switch (event) {
      case SessionEvent.TurnRunning e -> true;
      case SessionEvent.AgentRouted e -> true;
      case SessionEvent.ModelRequestCompleted e -> true;
      case SessionEvent.ModelRequestFailed e -> true;
      case SessionEvent.ReplyRecorded e -> true;
      case SessionEvent.ToolRequested e -> true;
      case SessionEvent.ToolStarted e -> true;
      case SessionEvent.ToolReset e -> true;
      case SessionEvent.QuestionAsked e -> true;
      default -> false;
    };
  }

  private static void replayIsTheState(Persistence store, SessionId id, List<RecordedEvent> log) {
    Session stored = store.inTransaction(work -> work.sessions().find(id)).orElseThrow();
    // The log may have grown since it was read.
    List<RecordedEvent> same =
        log.subList(0, Math.min(log.size(), (int) stored.version().position()));
    if (same.size() == stored.version().position()) {
      assertThat(
              Session.replay(
                  id, same.stream().map(e -> new Session.Dated(e.event(), e.at())).toList()))
          .as("the rows are what the log folds into")
          .isEqualTo(stored.state());
    }
  }

  /**
   * A start is covered by a rule of the policy, or by an approval decided before with the same
   * digest.
   */
  private static void nothingRanUnauthorized(List<RecordedEvent> log) {
    Map<ApprovalId, Digest> granted = new HashMap<>();
    Map<ApprovalId, Approval> asked = new HashMap<>();
    for (RecordedEvent entry : log) {
      switch (entry.event()) {
        case SessionEvent.ApprovalRequested e -> asked.put(e.approval().id(), e.approval());
        case SessionEvent.ApprovalClosed e when e.outcome() instanceof Approved approved ->
            granted.put(e.approval(), approved.granted().digest());
        case SessionEvent.ToolStarted e
            when e.grounds() instanceof AuthorizedCall.Grounds.Person person -> {
          assertThat(granted.get(person.approval()))
              .as("what ran is what was approved")
              .isEqualTo(e.digest());
          Approval approval = asked.get(person.approval());
          assertThat(approval == null ? null : approval.asked().call())
              .as("the approval is that of the call")
              .isEqualTo(Optional.of(e.call()));
        }
        default -> {}
      }
    }
  }

  /** Every call of an ended turn has one answer; no call has two; no answer is without its call. */
  private static void everyCallHasAtMostOneAnswer(
      Persistence store, SessionId id, List<RecordedEvent> log) {
    Set<ToolCallId> calls = new HashSet<>();
    Set<ToolCallId> answered = new HashSet<>();
    for (RecordedEvent entry : log) {
      switch (entry.event()) {
        case SessionEvent.ReplyRecorded e ->
            e.reply().calls().stream().map(ToolCall::id).forEach(calls::add);
        case SessionEvent.ToolAnswered e -> {
          assertThat(calls).as("an answer belongs to a call").contains(e.call());
          assertThat(answered.add(e.call())).as("one answer for %s", e.call()).isTrue();
        }
        case SessionEvent.TurnEnded e ->
            assertThat(answered).as("at the end of a turn all are answered").isEqualTo(calls);
        default -> {}
      }
    }
    assertThat(
            store.reads().transcript(id, 0, Integer.MAX_VALUE - 1).stream()
                .map(TranscriptEntry::message)
                .filter(Message.Tool.class::isInstance)
                .map(message -> ((Message.Tool) message).call()))
        .as("the transcript has the answers of the log")
        .containsAll(answered);
  }
}
