package dev.agentruntime.testkit.gen;

import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionKind;
import dev.agentruntime.domain.session.SwitchedBy;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Session events with arbitrary content; each by itself, not a history. */
public final class EventGen {

  private final Gen gen;
  private final SettingsGen settings;
  private final List<Supplier<SessionEvent>> kinds =
      List.of(
          this::created,
          () -> new SessionEvent.Updated(settings().settings()),
          SessionEvent.Closed::new,
          SessionEvent.Deleted::new,
          this::turnStarted,
          SessionEvent.TurnRunning::new,
          this::turnWaiting,
          () -> new SessionEvent.TurnEnded(outcome()),
          this::userMessage,
          this::routed,
          this::switched,
          this::modelCompleted,
          this::modelFailed,
          this::reply,
          this::discarded,
          this::proposed,
          this::requested,
          this::started,
          () -> new SessionEvent.ToolReset(callId()),
          () -> new SessionEvent.ToolAnswered(callId(), gen().text(), result()),
          () -> new SessionEvent.QuestionAsked(callId(), gen().text(), gen().list(gen()::text)),
          this::approvalRequested,
          this::approvalVoted,
          this::approvalClosed);

  public EventGen(Gen gen) {
    this.gen = gen;
    settings = new SettingsGen(gen);
  }

  /** One event of every kind. */
  public List<SessionEvent> oneOfEach() {
    return kinds.stream().map(Supplier::get).toList();
  }

  private SessionEvent created() {
    return new SessionEvent.Created(
        new Owner(gen.word()), gen.pick(SessionKind.class), settings.settings(), gen.agent());
  }

  private SessionEvent turnStarted() {
    return new SessionEvent.TurnStarted(new TurnId(gen.uuid()), gen.bool());
  }

  private SessionEvent turnWaiting() {
    return new SessionEvent.TurnWaiting(gen.pick(WaitReason.class));
  }

  private TurnOutcome outcome() {
    return switch (gen.below(4)) {
      case 0 -> new TurnOutcome.Completed(gen.text());
      case 1 -> new TurnOutcome.Failed(gen.pick(FailureKind.class), gen.text());
      case 2 -> new TurnOutcome.Cancelled(gen.text());
      default -> new TurnOutcome.LimitReached(gen.pick(Limit.class));
    };
  }

  private SessionEvent userMessage() {
    return new SessionEvent.UserMessageAdded(new Message.User(messageId(), gen.text()));
  }

  private SessionEvent routed() {
    return new SessionEvent.AgentRouted(
        new Routing(
            gen.agent(),
            gen.pick(Routing.Confidence.class),
            gen.text(),
            gen.pick(Routing.Method.class)));
  }

  private SessionEvent switched() {
    return new SessionEvent.AgentSwitched(
        gen.agent(), gen.agent(), gen.text(), gen.pick(SwitchedBy.class));
  }

  private SessionEvent modelCompleted() {
    return new SessionEvent.ModelRequestCompleted(
        gen.pick(Purpose.class),
        gen.text(),
        new Usage(gen.count(), gen.count(), gen.bool()),
        gen.count());
  }

  private SessionEvent modelFailed() {
    return new SessionEvent.ModelRequestFailed(
        gen.pick(Purpose.class), gen.pick(FailureKind.class), gen.text(), gen.maybe(gen::text));
  }

  private SessionEvent reply() {
    return new SessionEvent.ReplyRecorded(
        new Message.Assistant(
            messageId(), gen.agent(), gen.text(), gen.maybe(gen::text), gen.list(this::call)),
        gen.bool());
  }

  private SessionEvent discarded() {
    return new SessionEvent.ReplyDiscarded(messageId(), gen.text());
  }

  private SessionEvent proposed() {
    return new SessionEvent.ToolCallProposed(
        soundCall(),
        gen.pick(SideEffect.class),
        gen.pick(ToolExecution.class),
        gen.pick(Ruling.class),
        explanation(),
        gen.json());
  }

  private SessionEvent requested() {
    return new SessionEvent.ToolRequested(
        callId(), new ToolName(gen.word()), gen.json(), gen.digest(), gen.maybe(gen::instant));
  }

  private SessionEvent started() {
    return new SessionEvent.ToolStarted(
        callId(), gen.digest(), grounds(), gen.count(), gen.list(this::file), gen.maybe(gen::text));
  }

  private SessionEvent approvalRequested() {
    var asked =
        new Approval.Asked(
            gen.maybe(this::callId),
            gen.text(),
            gen.instant(),
            gen.maybe(gen::instant),
            gen.maybe(gen::text),
            basis());
    return new SessionEvent.ApprovalRequested(
        Approval.pending(new ApprovalId(gen.uuid()), request(), asked));
  }

  private Approval.Basis basis() {
    return new Approval.Basis(gen.maybe(this::explanation), terms(), gen.maybe(gen::text));
  }

  private ApprovalTerms terms() {
    return new ApprovalTerms(
        1 + gen.below(ApprovalTerms.MAX_NEEDED),
        Set.copyOf(gen.list(() -> gen.pick(Role.class))),
        gen.maybe(() -> Duration.ofSeconds(1 + gen.below(1_000_000))),
        gen.pick(OnTimeout.class));
  }

  private SessionEvent approvalVoted() {
    var reviewer = new Reviewer(gen.text(), gen.pick(Role.class));
    return new SessionEvent.ApprovalVoted(
        new ApprovalId(gen.uuid()), new Vote(reviewer, gen.maybe(gen::json), gen.instant()));
  }

  private SessionEvent approvalClosed() {
    return new SessionEvent.ApprovalClosed(
        new ApprovalId(gen.uuid()), gen.maybe(this::callId), closed());
  }

  private PendingApprovalState closed() {
    return switch (gen.below(4)) {
      case 0 -> new PendingApprovalState.Approved(request(), gen.bool(), gen.text(), gen.instant());
      case 1 -> new PendingApprovalState.Rejected(gen.text(), gen.text(), gen.instant());
      case 2 -> new PendingApprovalState.Expired(gen.instant());
      default -> new PendingApprovalState.Cancelled(gen.text(), gen.instant());
    };
  }

  private ApprovalRequest request() {
    return new ApprovalRequest(
        new ApprovalType(gen.word()),
        gen.text(),
        gen.json(),
        gen.maybe(gen::agent),
        gen.list(this::file));
  }

  private FileImpact file() {
    return new FileImpact(gen.text(), gen.maybe(gen::digest), gen.maybe(gen::digest));
  }

  private Grounds grounds() {
    return gen.bool()
        ? new Grounds.Policy(explanation())
        : new Grounds.Person(new ApprovalId(gen.uuid()), gen.bool());
  }

  private Verdict.Explanation explanation() {
    return new Verdict.Explanation(
        gen.text(),
        new PolicyVersion(gen.pick(PolicyVersion.Scope.class), gen.below(1000)),
        gen.text());
  }

  private ToolCall call() {
    return gen.bool() ? call(new ToolArguments.Malformed(gen.text(), gen.text())) : soundCall();
  }

  /** A call that can be read, as each one is that the policy is asked about. */
  private ToolCall soundCall() {
    return call(new ToolArguments.Parsed(gen.json()));
  }

  private ToolCall call(ToolArguments arguments) {
    return new ToolCall(callId(), gen.text(), gen.text(), arguments);
  }

  private ToolResult result() {
    return new ToolResult(
        gen.pick(ToolResult.Outcome.class), gen.text(), gen.list(gen::text), gen.maybe(gen::text));
  }

  private ToolCallId callId() {
    return new ToolCallId(gen.uuid());
  }

  private MessageId messageId() {
    return new MessageId(gen.uuid());
  }

  private Gen gen() {
    return gen;
  }

  private SettingsGen settings() {
    return settings;
  }
}
