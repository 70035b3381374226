package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.CallState.AwaitingApproval;
import dev.agentruntime.domain.session.CallState.AwaitingRecovery;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A session's state, and how each event changes it. This fold is the only way state changes, so the
 * log and the rows cannot disagree.
 *
 * @param approvals pending ones, and approved ones whose call is not answered yet
 */
public record SessionState(
    SessionId id,
    SessionHeader header,
    AgentContext agents,
    Optional<Turn> turn,
    Map<ApprovalId, Approval> approvals) {

  public SessionState {
    approvals = Map.copyOf(approvals);
  }

  static SessionState created(SessionId id, SessionEvent.Created event, Instant at) {
    return new SessionState(
        id,
        new SessionHeader(
            event.owner(),
            event.kind(),
            event.settings(),
            SessionHeader.Lifecycle.OPEN,
            SessionTally.NOTHING,
            at,
            at),
        new AgentContext(event.agent(), 0),
        Optional.empty(),
        Map.of());
  }

  /** The open turn, where there must be one. */
  public Turn openTurn() {
    return turn.orElseThrow(() -> new IllegalStateException("session " + id + " has no open turn"));
  }

  SessionState after(SessionEvent event, Instant at) {
    SessionState dated = with(header.at(at));
    // Whoever takes the turn up did not run it until now, and after a crash nobody else did.
    SessionState clocked =
        event instanceof SessionEvent.TurnRunning ? dated : dated.turn(turn -> turn.clocked(at));
    return clocked.changedBy(event, at);
  }

  private SessionState changedBy(SessionEvent event, Instant at) {
    return switch (event) {
      case SessionEvent.Created e -> throw new IllegalStateException("a session is created once");
      case SessionEvent.Updated e -> with(header.with(e.settings()));
      case SessionEvent.Closed e -> with(header.in(SessionHeader.Lifecycle.CLOSED));
      case SessionEvent.Deleted e -> with(header.in(SessionHeader.Lifecycle.DELETED));
      case SessionEvent.TurnStarted e -> with(Optional.of(Turn.started(e.turn(), e.route())));
      case SessionEvent.TurnRunning e -> turn(turn -> turn.at(turn.stage().running(at)));
      case SessionEvent.TurnWaiting e -> turn(turn -> turn.at(turn.stage().suspended(e.reason())));
      case SessionEvent.TurnEnded e -> with(Optional.<Turn>empty());
      case SessionEvent.UserMessageAdded e -> tally(SessionTally::plusUserMessage);
      case SessionEvent.AgentRouted e ->
          tally(SessionTally::plusRouting).turn(turn -> turn.at(turn.stage().routed()));
      case SessionEvent.AgentSwitched e -> switched(e);
      case SessionEvent.ModelRequestCompleted e -> progress(turn -> turn.modelCalled(e.usage()));
      case SessionEvent.ModelRequestFailed e -> progress(turn -> turn.modelCalled(Usage.NONE));
      case SessionEvent.ReplyRecorded e ->
          tally(SessionTally::plusReply)
              .turn(turn -> turn.with(CallBatch.EMPTY))
              .progress(progress -> progress.replied(e.malformed()));
      case SessionEvent.ReplyDiscarded e -> this;
      case SessionEvent.ToolCallProposed e -> proposed(e);
      case SessionEvent.ToolRequested e ->
          call(
              e.call(),
              call -> new CallState.Requested(approvalOf(call), e.digest(), e.deadline()));
      case SessionEvent.ToolStarted e ->
          call(
              e.call(), call -> new CallState.Started(approvalOf(call), e.generation(), e.files()));
      case SessionEvent.ToolReset e ->
          call(e.call(), call -> new CallState.Cleared(approvalOf(call)));
      case SessionEvent.ToolAnswered e -> answered(e);
      case SessionEvent.QuestionAsked e -> call(e.call(), call -> new CallState.AwaitingAnswer());
      case SessionEvent.ApprovalRequested e -> asked(e.approval());
      case SessionEvent.ApprovalVoted e -> voted(e);
      case SessionEvent.ApprovalClosed e -> closed(e);
    };
  }

  private SessionState switched(SessionEvent.AgentSwitched e) {
    SessionState switched =
        new SessionState(id, header, agents.switchedTo(e.to()), turn, approvals);
    return e.by() == SwitchedBy.AGENT && e.to().equals(AgentName.ORCHESTRATOR)
        ? switched.turn(turn -> turn.at(turn.stage().toRouteAgain()))
        : switched;
  }

  private SessionState proposed(SessionEvent.ToolCallProposed e) {
    var open =
        new OpenCall(
            e.call(), e.sideEffect(), e.execution(), new CallState.Cleared(Optional.empty()));
    return turn(turn -> turn.with(turn.batch().with(open)))
        .progress(progress -> progress.called(fingerprint(e.call()), isUnaskedChange(e)));
  }

  private static boolean isUnaskedChange(SessionEvent.ToolCallProposed e) {
    return e.ruling() == Ruling.ALLOW
        && (e.sideEffect() == SideEffect.EDIT || e.sideEffect() == SideEffect.COMMAND);
  }

  private static Digest fingerprint(ToolCall call) {
    return Digest.of(
        JsonObject.builder()
            .put("name", call.name())
            .put("arguments", call.arguments().onTheWire())
            .build());
  }

  private SessionState answered(SessionEvent.ToolAnswered e) {
    SessionState answered = call(e.call(), call -> new CallState.Answered(e.result().outcome()));
    var kept = new LinkedHashMap<>(approvals);
    kept.values().removeIf(a -> !a.isPending() && a.asked().call().equals(Optional.of(e.call())));
    return answered.withApprovals(kept);
  }

  private SessionState asked(Approval approval) {
    var more = new LinkedHashMap<>(approvals);
    more.put(approval.id(), approval);
    SessionState asked = withApprovals(more).tally(SessionTally::plusApproval);
    return approval
        .asked()
        .call()
        .map(id -> asked.call(id, call -> asked.waitingFor(approval, call)))
        .orElse(asked);
  }

  private CallState waitingFor(Approval approval, OpenCall call) {
    return approval.request().type().equals(ApprovalType.RECOVERY)
        ? new AwaitingRecovery(approval.id(), approvalOf(call))
        : new AwaitingApproval(approval.id());
  }

  private SessionState voted(SessionEvent.ApprovalVoted e) {
    var all = new LinkedHashMap<>(approvals);
    all.put(e.approval(), open(e.approval()).with(e.vote()));
    return withApprovals(all);
  }

  private Approval open(ApprovalId id) {
    Approval approval = approvals.get(id);
    if (approval == null) {
      throw new IllegalStateException("approval " + id + " is not open");
    }
    return approval;
  }

  private SessionState closed(SessionEvent.ApprovalClosed e) {
    Approval approval = open(e.approval());
    SessionState after = closed(e, approval.closed(e.outcome()));
    // Nothing else will ever happen in it.
    return header.kind() == SessionKind.REQUEST
        ? after.with(after.header.in(SessionHeader.Lifecycle.CLOSED))
        : after;
  }

  private SessionState closed(SessionEvent.ApprovalClosed e, Approval closed) {
    ApprovalType type = closed.request().type();
    var rest = new LinkedHashMap<>(approvals);
    rest.remove(closed.id());
    if (!(closed.state() instanceof Approved)) {
      return withApprovals(rest);
    }
    if (type.equals(ApprovalType.TOOL)) {
      rest.put(closed.id(), closed);
      return withApprovals(rest)
          .progress(progress -> isByPerson(closed) ? progress.approved() : progress)
          .call(e.call().orElseThrow(), call -> new CallState.Cleared(Optional.of(closed.id())));
    }
    if (type.equals(ApprovalType.RECOVERY)) {
      return withApprovals(rest)
          .call(e.call().orElseThrow(), call -> new CallState.Cleared(approvalOf(call)));
    }
    return type.equals(ApprovalType.LIMIT)
        ? withApprovals(rest).progress(progress -> progress.raised(limitOf(closed)))
        : withApprovals(rest);
  }

  private static boolean isByPerson(Approval closed) {
    return closed.state() instanceof Approved approved && !approved.isByPolicy();
  }

  private static Limit limitOf(Approval approval) {
    return Limit.valueOf(approval.request().subject().toUpperCase(java.util.Locale.ROOT));
  }

  /** The approval a call got, whatever became of the call since. */
  static Optional<ApprovalId> approvalOf(OpenCall call) {
    return switch (call.state()) {
      case CallState.Cleared cleared -> cleared.approval();
      case CallState.Requested requested -> requested.approval();
      case CallState.Started started -> started.approval();
      case AwaitingRecovery recovery -> recovery.approval();
      case AwaitingApproval a -> Optional.empty();
      case CallState.AwaitingAnswer a -> Optional.empty();
      case CallState.Answered a -> Optional.empty();
    };
  }

  /** What a call runs with. */
  JsonObject argumentsOf(OpenCall call) {
    return editedArguments(call).orElseGet(() -> call.call().arguments().onTheWire());
  }

  /**
   * What a person put in place of the model's arguments, if one did: also where the approval that
   * the call has now is of another one, that was asked for with them.
   */
  public Optional<JsonObject> editedArguments(OpenCall call) {
    return approvalOf(call)
        .map(approvals::get)
        .map(Approval::state)
        .filter(Approved.class::isInstance)
        .flatMap(state -> ((Approved) state).granted().details().object("arguments"))
        .filter(granted -> !granted.equals(call.call().arguments().onTheWire()));
  }

  /** The pending approvals in the order they were asked. */
  List<Approval> pendingApprovals() {
    var pending = new ArrayList<>(approvals.values());
    pending.removeIf(approval -> !approval.isPending());
    pending.sort(
        java.util.Comparator.comparing((Approval a) -> a.asked().at())
            .thenComparing(a -> a.id().value()));
    return pending;
  }

  /** Whether this request waits for its decision. */
  public boolean isPending(ApprovalId approval) {
    Approval found = approvals.get(approval);
    return found != null && found.isPending();
  }

  Optional<Approval> pendingApproval(ApprovalType type) {
    return pendingApprovals().stream().filter(a -> a.request().type().equals(type)).findFirst();
  }

  private SessionState call(ToolCallId call, Function<OpenCall, CallState> change) {
    return turn(
        turn ->
            turn.batch()
                .find(call)
                .map(open -> turn.with(turn.batch().in(call, change.apply(open))))
                .orElse(turn));
  }

  private SessionState progress(UnaryOperator<TurnProgress> change) {
    return turn(turn -> turn.with(change.apply(turn.progress())));
  }

  private SessionState tally(UnaryOperator<SessionTally> change) {
    return with(header.with(change.apply(header.tally())));
  }

  private SessionState turn(UnaryOperator<Turn> change) {
    return with(turn.map(change));
  }

  private SessionState with(SessionHeader other) {
    return new SessionState(id, other, agents, turn, approvals);
  }

  private SessionState with(Optional<Turn> other) {
    return new SessionState(id, header, agents, other, approvals);
  }

  private SessionState withApprovals(Map<ApprovalId, Approval> other) {
    return new SessionState(id, header, agents, turn, other);
  }
}
