package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.EventChain;
import dev.agentruntime.application.audit.Subject;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.event.MessageJson;
import dev.agentruntime.application.event.ToolCallJson;
import dev.agentruntime.application.event.TurnOutcomeJson;
import dev.agentruntime.application.port.SessionRepository.Origin;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.Turn;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a session's unrecorded events add to the tables. Collected first, then written in a few
 * batches, so that a step takes the same number of statements however long the session is.
 */
final class Entries {

  /** That a turn began or ended, in the order of the events. */
  sealed interface TurnEntry {
    /** It began. */
    record Started(TurnId turn, boolean route, long position) implements TurnEntry {}

    /** It ended. */
    record Ended(TurnRows.End end) implements TurnEntry {}
  }

  private final Session session;
  private final Payloads.Packing packing;
  private final Instant at;
  private final List<RecordedEvent> recorded = new ArrayList<>();
  private final List<LogRows.Entry> events = new ArrayList<>();
  private final List<LogRows.Message> messages = new ArrayList<>();
  private final List<CallRows.Asked> calls = new ArrayList<>();
  private final List<CallRows.Proposed> proposed = new ArrayList<>();
  private final List<CallRows.Answer> answers = new ArrayList<>();
  private final List<ApprovalRows.Asked> asked = new ArrayList<>();
  private final List<ApprovalRows.Closed> closed = new ArrayList<>();
  private final Set<ApprovalId> voted = new LinkedHashSet<>();
  private final List<TurnEntry> turns = new ArrayList<>();
  private final Set<ToolCallId> touched = new LinkedHashSet<>();
  private Optional<TurnId> turn;
  private Digest last;
  private AgentName agent;
  private @Nullable Long replyPosition;
  private boolean labelled;

  /**
   * What is there before the first event.
   *
   * @param turn the one that is open
   * @param link of the last event
   */
  record Before(Optional<TurnId> turn, Digest link) {}

  /** Starts to collect. */
  Entries(Session session, Before before, Payloads.Packing packing) {
    this.session = session;
    this.turn = before.turn();
    this.last = before.link();
    this.packing = packing;
    this.agent = agentBefore(session);
    // Acts that are recorded together share their moment.
    this.at = session.state().header().updatedAt();
  }

  /** A session tells who is at work now; before, it was whom the first switch was from. */
  private static AgentName agentBefore(Session session) {
    return session.unrecorded().stream()
        .filter(SessionEvent.AgentSwitched.class::isInstance)
        .map(event -> ((SessionEvent.AgentSwitched) event).from())
        .findFirst()
        .orElse(session.state().agents().current());
  }

  /** Takes all unrecorded events. */
  Entries collect(Supplier<UUID> ids, Origin origin) {
    long position = session.version().position();
    for (SessionEvent event : session.unrecorded()) {
      position++;
      Optional<TurnId> before = turn;
      add(event, position);
      UUID correlation = before.or(() -> turn).map(TurnId::value).orElse(origin.causation());
      log(
          new RecordedEvent(
              session.id(),
              position,
              ids.get(),
              at,
              new RecordedEvent.Cause(correlation, origin.causation(), origin.trace()),
              event));
    }
    return this;
  }

  private void log(RecordedEvent event) {
    LoggedEvent logged = LoggedEvent.of(event);
    agent = Subject.agentAfter(event.event()).orElse(agent);
    last = EventChain.link(last, event, logged, agent.value());
    recorded.add(event);
    events.add(
        new LogRows.Entry(
            LogMapping.event(logged, packing), LogMapping.facts(event, agent.value(), last)));
  }

  private void add(SessionEvent event, long position) {
    switch (event) {
      case SessionEvent.Created e -> labelled = true;
      case SessionEvent.Updated e -> labelled = true;
      case SessionEvent.TurnStarted e -> started(e, position);
      case SessionEvent.TurnEnded e -> ended(e);
      case SessionEvent.UserMessageAdded e ->
          message(position, e.message(), e.message().id().toString(), null);
      case SessionEvent.ReplyRecorded e -> reply(position, e.reply());
      case SessionEvent.ToolCallProposed e -> proposed(e);
      case SessionEvent.ToolRequested e -> touched.add(e.call());
      case SessionEvent.ToolStarted e -> touched.add(e.call());
      case SessionEvent.ToolReset e -> touched.add(e.call());
      case SessionEvent.QuestionAsked e -> touched.add(e.call());
      case SessionEvent.ToolAnswered e -> answered(position, e);
      case SessionEvent.ApprovalRequested e -> asked(e);
      case SessionEvent.ApprovalVoted e -> voted.add(e.approval());
      case SessionEvent.ApprovalClosed e -> closed(e);
      case SessionEvent.Closed e -> {}
      case SessionEvent.Deleted e -> {}
      case SessionEvent.TurnRunning e -> {}
      case SessionEvent.TurnWaiting e -> {}
      case SessionEvent.AgentRouted e -> {}
      case SessionEvent.AgentSwitched e -> {}
      case SessionEvent.ModelRequestCompleted e -> {}
      case SessionEvent.ModelRequestFailed e -> {}
      case SessionEvent.ReplyDiscarded e -> {}
    }
  }

  private void started(SessionEvent.TurnStarted event, long position) {
    turns.add(new TurnEntry.Started(event.turn(), event.route(), position));
    turn = Optional.of(event.turn());
    replyPosition = null;
  }

  private void ended(SessionEvent.TurnEnded event) {
    turns.add(
        new TurnEntry.Ended(
            new TurnRows.End(
                openTurn(),
                event.outcome().id(),
                packing.pack(TurnOutcomeJson.write(event.outcome())),
                at.toEpochMilli())));
    turn = Optional.empty();
  }

  private void reply(long position, Message.Assistant reply) {
    message(position, reply, reply.id().toString(), null);
    for (int i = 0; i < reply.calls().size(); i++) {
      ToolCall call = reply.calls().get(i);
      calls.add(
          new CallRows.Asked(
              call.id().toString(),
              call.name(),
              openTurn(),
              new CallRows.InReply(position, i),
              packing.pack(ToolCallJson.write(call))));
    }
    replyPosition = position;
  }

  private void proposed(SessionEvent.ToolCallProposed event) {
    ToolCallId call = event.call().id();
    proposed.add(
        new CallRows.Proposed(
            call.toString(),
            Constants.text(event.sideEffect()),
            Constants.text(event.execution())));
    touched.add(call);
  }

  private void answered(long position, SessionEvent.ToolAnswered event) {
    String call = event.call().toString();
    message(
        position, new Message.Tool(event.call(), event.providerId(), event.result()), null, call);
    answers.add(new CallRows.Answer(call, event.result().outcome().id(), at.toEpochMilli()));
  }

  private void asked(SessionEvent.ApprovalRequested event) {
    asked.add(ApprovalMapping.asked(event.approval(), session.state().header().owner(), packing));
    event.approval().asked().call().ifPresent(touched::add);
  }

  private void closed(SessionEvent.ApprovalClosed event) {
    closed.add(ApprovalMapping.closed(event, packing));
    event.call().ifPresent(touched::add);
  }

  private void message(long position, Message message, @Nullable String id, @Nullable String call) {
    messages.add(
        new LogRows.Message(
            position,
            at.toEpochMilli(),
            new LogRows.Belongs(
                MessageJson.role(message), id, call, turn.map(TurnId::toString).orElse(null)),
            packing.pack(MessageJson.write(message))));
  }

  private String openTurn() {
    return turn.orElseThrow(() -> new IllegalStateException("no turn is open")).toString();
  }

  List<RecordedEvent> recorded() {
    return recorded;
  }

  List<LogRows.Entry> events() {
    return events;
  }

  List<LogRows.Message> messages() {
    return messages;
  }

  List<CallRows.Asked> calls() {
    return calls;
  }

  List<CallRows.Proposed> proposed() {
    return proposed;
  }

  List<CallRows.Answer> answers() {
    return answers;
  }

  /** The calls that are open and stand elsewhere than before. */
  List<CallRows.State> callStates() {
    return session.state().turn().stream()
        .flatMap(open -> open.batch().unanswered().stream())
        .filter(call -> touched.contains(call.id()))
        .map(call -> CallMapping.state(call, packing))
        .toList();
  }

  List<ApprovalRows.Asked> asked() {
    return asked;
  }

  /** The votes on requests that are still pending; where one was the last, the request says so. */
  List<ApprovalRows.Voted> voted() {
    return voted.stream()
        .map(session.state().approvals()::get)
        .filter(approval -> approval != null && approval.isPending())
        .map(approval -> ApprovalMapping.voted(approval, packing))
        .toList();
  }

  List<ApprovalRows.Closed> closed() {
    return closed;
  }

  List<TurnEntry> turns() {
    return turns;
  }

  /** The turn that is open after the last event, with where it stands. */
  Optional<TurnRows.Row> openTurnRow() {
    return session.state().turn().map((Turn open) -> TurnMapping.row(open, replyPosition));
  }

  long atMillis() {
    return at.toEpochMilli();
  }

  /** Whether the labels may have changed. */
  boolean isLabelled() {
    return labelled;
  }
}
