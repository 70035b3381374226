package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionHeader.Lifecycle;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The session aggregate: header, agent, open turn, open calls and their approvals; never the
 * transcript.
 *
 * <p>Immutable. Every act returns the session as it would be, with the events that are not recorded
 * yet; the store records both in one transaction. Acts that the rules forbid throw {@link
 * RefusedException}.
 */
public final class Session {

  private final SessionState state;
  private final Version version;
  private final List<SessionEvent> unrecorded;

  private Session(SessionState state, Version version, List<SessionEvent> unrecorded) {
    this.state = state;
    this.version = version;
    this.unrecorded = List.copyOf(unrecorded);
  }

  /** A new session. */
  public static Session create(
      SessionId id, Owner owner, SessionSettings settings, AgentName agent, Instant at) {
    return create(
        id, new SessionEvent.Created(owner, SessionKind.CONVERSATION, settings, agent), at);
  }

  /** The session of a request that belongs to no conversation; it has the request's id. */
  public static Session forRequest(ApprovalId request, Owner owner, Instant at) {
    return create(
        new SessionId(request.value()),
        new SessionEvent.Created(
            owner, SessionKind.REQUEST, SessionSettings.OF_REQUEST, AgentName.ORCHESTRATOR),
        at);
  }

  private static Session create(SessionId id, SessionEvent.Created created, Instant at) {
    Instant kept = at.truncatedTo(ChronoUnit.MILLIS);
    return new Session(SessionState.created(id, created, kept), Version.NEW, List.of(created));
  }

  /** The session a store holds. */
  public static Session restore(SessionState state, Version version) {
    return new Session(state, version, List.of());
  }

  /**
   * The state a log folds into.
   *
   * @param log the whole log in order; the first event is {@link SessionEvent.Created}
   */
  public static SessionState replay(SessionId id, List<Dated> log) {
    if (log.isEmpty() || !(log.getFirst().event() instanceof SessionEvent.Created created)) {
      throw new IllegalArgumentException("a session's log starts with its creation");
    }
    SessionState state = SessionState.created(id, created, log.getFirst().at());
    for (Dated entry : log.subList(1, log.size())) {
      state = state.after(entry.event(), entry.at());
    }
    return state;
  }

  /** An event with its time. */
  public record Dated(SessionEvent event, Instant at) {}

  /** The identity. */
  public SessionId id() {
    return state.id();
  }

  /** The state, events not recorded yet included. */
  public SessionState state() {
    return state;
  }

  /** The version in the store this session was read at. */
  public Version version() {
    return version;
  }

  /** What the store has to record. */
  public List<SessionEvent> unrecorded() {
    return unrecorded;
  }

  /** The same session after the store recorded it at this version. */
  public Session recorded(Version at) {
    return new Session(state, at, List.of());
  }

  /** What must happen next. */
  public NextStep nextStep() {
    return new Planner(state, version.generation()).nextStep();
  }

  /** Where the session stands. */
  public SessionStatus status() {
    return switch (state.header().lifecycle()) {
      case CLOSED -> SessionStatus.CLOSED;
      case DELETED -> SessionStatus.DELETED;
      case OPEN ->
          state
              .turn()
              .map(
                  turn ->
                      turn.stage().waiting().isPresent()
                          ? SessionStatus.WAITING
                          : SessionStatus.RUNNING)
              .orElse(SessionStatus.IDLE);
    };
  }

  /** Whether there is something to do for whoever may run it. */
  public boolean isRunnable() {
    return !(nextStep() instanceof NextStep.Await) && !(nextStep() instanceof NextStep.Finished);
  }

  // What the user does.

  /** Changes the settings. */
  public Session update(SessionSettings settings, Moment moment) {
    return act(
        moment,
        changes -> {
          new Conversation(changes).requireOpen();
          if (!settings.equals(state.header().settings())) {
            changes.record(new SessionEvent.Updated(settings));
          }
        });
  }

  /**
   * Takes a message: the answer to a follow-up question if that is all the turn waits for, else the
   * start of a new turn.
   *
   * @param agent who is to take it, instead of the router's choice
   */
  public Session say(
      String text,
      Optional<AgentName> agent,
      IfBusy ifBusy,
      AgentProfiles profiles,
      Moment moment) {
    return act(moment, c -> new Conversation(c).say(text, agent, ifBusy, profiles));
  }

  /**
   * Takes the result of a call that the client executed.
   *
   * @param executed digest of what the client executed
   */
  public Session takeResult(ToolCallId call, Digest executed, ToolResult result, Moment moment) {
    return act(moment, c -> new Executions(c).takeResult(call, executed, result));
  }

  /** Puts another agent to work; refused while a turn is open. */
  public Session switchAgent(AgentName to, String reason, AgentProfiles profiles, Moment moment) {
    return act(moment, c -> new Conversation(c).switchByUser(to, reason, profiles));
  }

  /** Stops the open turn, if there is one. */
  public Session cancelTurn(String reason, Moment moment) {
    return act(
        moment,
        c ->
            new Conversation(c)
                .end(
                    new TurnOutcome.Cancelled(RecordableText.of(reason)),
                    ToolResult.Outcome.CANCELLED));
  }

  /** Ends the session; it can still be read. */
  public Session close(Moment moment) {
    return act(moment, c -> new Conversation(c).close(Lifecycle.CLOSED));
  }

  /** Takes the session out of sight; its rows and its log stay. */
  public Session delete(Moment moment) {
    return act(moment, c -> new Conversation(c).close(Lifecycle.DELETED));
  }

  // What people decide.

  /**
   * Asks for something that is no tool call: the policy, and people where it does not decide.
   *
   * @throws RefusedException if the session is closed, or the type is the runtime's own
   */
  public Session requestApproval(
      ApprovalId id, ApprovalRequest request, Petition petition, ApprovalGate gate, Moment moment) {
    return act(
        moment,
        c -> {
          new Conversation(c).requireOpen();
          if (request.type().isReserved()) {
            throw new RefusedException(
                Refusal.Invalid.of(
                    List.of("approvals of type " + request.type() + " are the runtime's own")));
          }
          new Decisions(c).request(id, request, petition, gate);
        });
  }

  /**
   * Decides a pending approval.
   *
   * @param seen the digest the decision is based on
   */
  public Session decide(
      ApprovalId approval,
      ApprovalDecision decision,
      Digest seen,
      Reviewer by,
      EditCheck check,
      Moment moment) {
    return act(
        moment,
        c ->
            new Decisions(c)
                .decide(
                    new Decisions.Ballot(approval, decision, seen, by),
                    check.edited(),
                    check.gate()));
  }

  /** What an edit is checked with: the call it makes, prepared, and the gate of that moment. */
  public record EditCheck(Optional<PreparedCall> edited, ApprovalGate gate) {}

  /** Withdraws a pending approval; the row and its history stay. */
  public Session withdrawApproval(ApprovalId approval, String reason, Moment moment) {
    return act(moment, c -> new Decisions(c).withdraw(approval, reason));
  }

  /** Whether a request or a call of it has its time over. */
  public boolean isDue(Instant now) {
    return state.pendingApprovals().stream().anyMatch(approval -> approval.isDue(now))
        || state.turn().stream()
            .flatMap(turn -> turn.batch().unanswered().stream())
            .anyMatch(call -> call.state() instanceof CallState.Requested r && r.isDue(now));
  }

  /**
   * Closes requests and answers calls whose time is over; nothing changes where none is.
   *
   * @param gate of this moment: silence approves nothing that is denied by now
   */
  public Session expire(ApprovalGate gate, Moment moment) {
    return act(
        moment,
        c -> {
          new Decisions(c).expire(gate);
          new Executions(c).expire();
        });
  }

  // What the loop does.

  /** The holder of the lease takes the turn up. */
  public Session run(Moment moment) {
    return act(moment, c -> c.record(new SessionEvent.TurnRunning()));
  }

  /**
   * Takes the router's choice; a switch that is not possible leaves the current agent.
   *
   * @param cost of asking the model, if it answered
   */
  public Session route(
      Routing routing, Optional<ModelReply.Cost> cost, AgentProfiles profiles, Moment moment) {
    return act(moment, c -> new Replies(c).route(routing, cost, profiles));
  }

  /**
   * Takes a reply: every call is proposed, asked for or answered; without calls the turn is done.
   */
  public Session reply(ModelReply reply, ApprovalGate gate, Moment moment) {
    return act(moment, c -> new Replies(c).reply(reply, gate));
  }

  /** Notes that the model did not answer; the turn goes on. */
  public Session modelFailed(Purpose purpose, ModelFailure failure, Moment moment) {
    return act(
        moment,
        c ->
            c.record(
                new SessionEvent.ModelRequestFailed(
                    purpose,
                    failure.kind(),
                    RecordableText.of(failure.message()),
                    failure.model().map(RecordableText::of))));
  }

  /** Takes back text that was shown. */
  public Session discardReply(MessageId reply, String reason, Moment moment) {
    return act(
        moment, c -> c.record(new SessionEvent.ReplyDiscarded(reply, RecordableText.of(reason))));
  }

  /** Ends the turn as failed. */
  public Session fail(FailureKind kind, String message, Moment moment) {
    return act(
        moment,
        c ->
            new Conversation(c)
                .end(
                    new TurnOutcome.Failed(kind, RecordableText.of(message)),
                    ToolResult.Outcome.CANCELLED));
  }

  /**
   * Puts calls before the gate, each with a preview of this moment.
   *
   * @return the session, and the calls that may be executed here as soon as it is recorded
   */
  public Started start(List<Preparation> fresh, ApprovalGate gate, Moment moment) {
    var authorized = new ArrayList<AuthorizedCall>();
    Session started =
        act(
            moment,
            c -> authorized.addAll(new Executions(c).start(fresh, gate, version.generation())));
    return new Started(started, authorized);
  }

  /** A session whose calls may be executed once it is recorded. */
  public record Started(Session session, List<AuthorizedCall> calls) {
    public Started {
      calls = List.copyOf(calls);
    }
  }

  /** Gives a call that runs its answer; nothing changes where it runs no longer. */
  public Session answer(ToolCallId call, ToolResult result, Moment moment) {
    return act(
        moment,
        c ->
            state
                .turn()
                .flatMap(turn -> turn.batch().find(call))
                .filter(open -> open.state() instanceof CallState.Started)
                .ifPresent(open -> new Executions(c).finish(open, result)));
  }

  /** Lets a control call take effect. */
  public Session steer(OpenCall call, AgentProfiles profiles, Moment moment) {
    return act(moment, c -> new Replies(c).steer(call, profiles));
  }

  /**
   * Gives a call that a dead owner had started its outcome.
   *
   * @param now digests of the call's files as they are, by path; missing ones left out
   */
  public Session closeInterrupted(OpenCall call, Map<String, Digest> now, Moment moment) {
    return act(moment, c -> new Executions(c).closeInterrupted(call, now));
  }

  /** Asks a person whether the turn may go beyond a ceiling. */
  public Session askForMore(Limit limit, Moment moment) {
    return act(moment, c -> new Executions(c).askForMore(limit));
  }

  private Session act(Moment moment, Consumer<Changes> act) {
    var changes = new Changes(state, moment);
    act.accept(changes);
    suspendIfWaiting(changes);
    var events = new ArrayList<>(unrecorded);
    events.addAll(changes.events());
    return new Session(changes.state(), version, events);
  }

  /** A turn that cannot go on is marked so in the same transaction that made it wait. */
  private void suspendIfWaiting(Changes changes) {
    NextStep next = new Planner(changes.state(), version.generation()).nextStep();
    if (next instanceof NextStep.Await await && !isWaitingFor(await.reason(), changes)) {
      changes.record(new SessionEvent.TurnWaiting(await.reason()));
    }
  }

  private static boolean isWaitingFor(WaitReason reason, Changes changes) {
    return changes.state().openTurn().stage().waiting().equals(Optional.of(reason));
  }
}
