package dev.agentruntime.simulation;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Fold;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionState;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One session's log, event by event as it is committed. */
final class SessionAudit {

  /** What the model is told, and what it shows. */
  private static final Map<String, Sometimes> TOLD =
      Map.of(
          "There is no tool of that name", Sometimes.TOOL_UNKNOWN,
          "too many calls", Sometimes.CALLS_TOO_MANY,
          "The client told no result in time", Sometimes.CLIENT_RESULT_EXPIRED);

  private final World world;
  private final SessionId id;
  private final Map<ToolCallId, CallAudit> calls;
  private final Map<ApprovalId, Approval> asked = new HashMap<>();
  private final Map<ApprovalId, PendingApprovalState> closed = new HashMap<>();
  private final Map<String, Integer> said = new HashMap<>();
  private final List<UUID> events = new ArrayList<>();
  private final List<CallAudit> open = new ArrayList<>();
  private final List<SessionEvent.ToolRequested> requested = new ArrayList<>();
  private Optional<SessionState> state = Optional.empty();
  private boolean running;
  private long runningSince;
  private long generation;

  SessionAudit(World world, SessionId id, Map<ToolCallId, CallAudit> calls) {
    this.world = world;
    this.id = id;
    this.calls = calls;
  }

  SessionId id() {
    return id;
  }

  SessionState state() {
    return state.orElseThrow();
  }

  long position() {
    return events.size();
  }

  /** The lease that was given out last; tells which one was before. */
  long generation(long current) {
    long before = generation;
    generation = current;
    return before;
  }

  boolean has(RecordedEvent event) {
    return event.position() <= events.size()
        && events.get((int) event.position() - 1).equals(event.id());
  }

  /** How often that text was taken. */
  int said(String text) {
    return said.getOrDefault(text, 0);
  }

  /** What became of a request; nothing yet if it is pending. */
  Optional<PendingApprovalState> outcome(ApprovalId approval) {
    return Optional.ofNullable(closed.get(approval));
  }

  /** What the client was ever asked to execute. */
  List<SessionEvent.ToolRequested> requested() {
    return requested;
  }

  boolean isAnswered(ToolCallId call) {
    return call(call).isAnswered();
  }

  /** One more event. */
  void take(RecordedEvent recorded) {
    if (recorded.position() != events.size() + 1) {
      throw new Violation(
          "event %d of %s comes behind event %d".formatted(recorded.position(), id, events.size()));
    }
    events.add(recorded.id());
    look(recorded.event());
    state = Optional.of(Fold.after(state, id, recorded.event(), recorded.at()));
  }

  /** Whether there is something to do in it for whoever may run it, by its row. */
  void runs(boolean runnable) {
    if (!running) {
      runningSince = world.time().now();
    }
    running = runnable;
  }

  boolean isRunning() {
    return running;
  }

  /** Since when it runs, if it does. */
  long runningSince() {
    return runningSince;
  }

  private void look(SessionEvent event) {
    switch (event) {
      case SessionEvent.TurnStarted e -> turnStarts();
      case SessionEvent.TurnRunning e -> taken();
      case SessionEvent.UserMessageAdded e -> said.merge(e.message().text(), 1, Integer::sum);
      case SessionEvent.ReplyRecorded e -> replied(e);
      case SessionEvent.ReplyDiscarded e -> world.reached(Sometimes.REPLY_DISCARDED);
      case SessionEvent.ToolCallProposed e -> call(e.call().id()).proposed(e);
      case SessionEvent.ApprovalRequested e -> asked(e.approval());
      case SessionEvent.ApprovalVoted e -> world.reached(Sometimes.VOTED);
      case SessionEvent.ApprovalClosed e -> closed(e);
      case SessionEvent.ToolStarted e -> started(e);
      case SessionEvent.ToolRequested e -> requested(e);
      case SessionEvent.ToolReset e -> reset(call(e.call()));
      case SessionEvent.ToolAnswered e -> answered(e);
      case SessionEvent.TurnEnded e -> turnEnds(e);
      case SessionEvent.AgentSwitched e -> world.reached(Sometimes.AGENT_SWITCHED);
      case SessionEvent.AgentRouted e -> world.reached(Sometimes.ROUTED);
      default -> {}
    }
  }

  private CallAudit call(ToolCallId call) {
    CallAudit found = calls.get(call);
    if (found == null) {
      throw new Violation("call " + call + " is in no reply");
    }
    return found;
  }

  private void turnStarts() {
    if (state().turn().isPresent()) {
      throw new Violation("a turn begins while another one is open");
    }
  }

  /** Whoever ran it before left it as it was. */
  private void taken() {
    if (state().openTurn().stage().activeSince().isPresent()) {
      world.reached(Sometimes.LEASE_TAKEN_OVER);
    }
  }

  private void replied(SessionEvent.ReplyRecorded event) {
    requireAllAnswered("a reply comes");
    open.clear();
    Set<String> providerIds = new HashSet<>();
    for (ToolCall call : event.reply().calls()) {
      var audit = new CallAudit(id, call);
      open.add(audit);
      if (calls.putIfAbsent(call.id(), audit) != null) {
        throw new Violation("call " + call.id() + " comes twice");
      }
      if (!providerIds.add(call.providerId())) {
        world.reached(Sometimes.PROVIDER_ID_REPEATED);
      }
    }
  }

  private void requireAllAnswered(String when) {
    for (CallAudit call : open) {
      if (!call.isAnswered()) {
        throw new Violation(when + " and call " + call.call().id() + " has no answer");
      }
    }
  }

  private void asked(Approval approval) {
    asked.put(approval.id(), approval);
    approval.asked().call().map(this::call).ifPresent(call -> asked(approval, call));
  }

  private void asked(Approval approval, CallAudit call) {
    if (approval.request().type().equals(ApprovalType.RECOVERY)) {
      world.reached(
          call.sideEffect() == SideEffect.COMMAND
              ? Sometimes.COMMAND_ASKED_ABOUT
              : Sometimes.EDIT_FOUND_ELSE);
    } else if (call.wasApproved()) {
      world.reached(Sometimes.APPROVAL_ASKED_AGAIN);
      call.askedAgain(approval.request().details().object("arguments").orElseThrow());
    }
  }

  private void closed(SessionEvent.ApprovalClosed event) {
    Approval approval = asked.get(event.approval());
    if (approval == null) {
      throw new Violation("approval " + event.approval() + " is decided and was never asked for");
    }
    if (closed.putIfAbsent(event.approval(), event.outcome()) != null) {
      throw new Violation("approval " + event.approval() + " is decided twice");
    }
    switch (event.outcome()) {
      case Approved approved -> approved(approval, approved);
      case PendingApprovalState.Expired expired -> world.reached(Sometimes.APPROVAL_EXPIRED);
      default -> {}
    }
  }

  private void approved(Approval approval, Approved approved) {
    ApprovalType type = approval.request().type();
    if (approved.isByPolicy()) {
      world.reached(Sometimes.SILENCE_AGREED);
    }
    if (type.equals(ApprovalType.LIMIT)) {
      world.reached(Sometimes.LIMIT_RAISED);
    } else if (type.equals(ApprovalType.TOOL)) {
      JsonObject arguments = approved.granted().details().object("arguments").orElseThrow();
      approval.asked().call().map(this::call).ifPresent(call -> call.granted(arguments));
    } else if (type.equals(ApprovalType.RECOVERY) && !approved.edited()) {
      approval.asked().call().map(this::call).ifPresent(CallAudit::again);
    }
  }

  private void started(SessionEvent.ToolStarted event) {
    CallAudit call = call(event.call());
    if (call.isAnswered()) {
      throw new Violation("call " + event.call() + " starts and has its answer");
    }
    JsonObject arguments = call.call().arguments().onTheWire();
    if (event.grounds() instanceof Grounds.Person person) {
      arguments = granted(person.approval(), event.call(), event.digest());
      if (person.edited()) {
        world.reached(Sometimes.EDIT_APPROVED);
      }
    } else {
      world.policies().requireAllowed(call.call().name());
    }
    call.start(new CallAudit.Start(event.digest(), arguments, event.generation(), event.files()));
  }

  private void requested(SessionEvent.ToolRequested event) {
    requested.add(event);
    CallAudit call = call(event.call());
    boolean approved =
        closed.entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Approved)
            .anyMatch(entry -> isGrantOf(entry.getKey(), event));
    if (!approved) {
      world.policies().requireAllowed(call.call().name());
      if (!event.arguments().equals(call.call().arguments().onTheWire())) {
        throw new Violation("the client is asked for other arguments than the model's");
      }
    }
  }

  private boolean isGrantOf(ApprovalId approval, SessionEvent.ToolRequested event) {
    Approval found = asked.get(approval);
    return found != null
        && found.asked().call().equals(Optional.of(event.call()))
        && closed.get(approval) instanceof Approved approved
        && approved.granted().digest().equals(event.digest())
        && approved.granted().details().object("arguments").equals(Optional.of(event.arguments()));
  }

  /** The arguments that a person let run. */
  private JsonObject granted(ApprovalId id, ToolCallId call, Digest digest) {
    Approval approval = asked.get(id);
    if (approval == null || !approval.asked().call().equals(Optional.of(call))) {
      throw new Violation("call " + call + " starts on the approval of something else");
    }
    if (!(closed.get(id) instanceof Approved approved)
        || !approval.request().type().equals(ApprovalType.TOOL)) {
      throw new Violation("call " + call + " starts on an approval that nobody gave");
    }
    if (!approved.granted().digest().equals(digest)) {
      throw new Violation("call " + call + " starts as something else than was approved");
    }
    return approved.granted().details().object("arguments").orElseThrow();
  }

  private void reset(CallAudit call) {
    world.reached(
        call.sideEffect() == SideEffect.READ
            ? Sometimes.READ_RUN_AGAIN
            : Sometimes.EDIT_FOUND_UNDONE);
  }

  private void answered(SessionEvent.ToolAnswered event) {
    CallAudit call = call(event.call());
    call.answer();
    ToolResult result = event.result();
    if (result.content().equals("Done before an interruption.")) {
      world.reached(Sometimes.EDIT_FOUND_DONE);
      call.foundDone();
    }
    if (result.outcome() == ToolResult.Outcome.DENIED && call.wasApproved()) {
      world.reached(Sometimes.DENIED_AT_THE_GATE);
    }
    if (call.call().arguments() instanceof ToolArguments.Malformed) {
      world.reached(Sometimes.CALLS_MALFORMED);
    }
    TOLD.forEach(
        (words, what) -> {
          if (result.content().contains(words)) {
            world.reached(what);
          }
        });
    said.merge(result.content(), 1, Integer::sum);
  }

  private void turnEnds(SessionEvent.TurnEnded event) {
    requireAllAnswered("a turn ends");
    open.clear();
    world.auditor().turnEnded(event.outcome());
  }
}
