package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the model does to a session: choose an agent, reply, hand over, ask, finish. */
record Replies(Changes changes) {

  void route(Routing routing, Optional<ModelReply.Cost> cost, AgentProfiles profiles) {
    cost.ifPresent(spent -> requested(Purpose.ROUTE, spent));
    changes.record(new SessionEvent.AgentRouted(routing));
    AgentContext agents = state().agents();
    if (agents.refusalOf(routing.target(), profiles).isEmpty()) {
      changes.record(
          new SessionEvent.AgentSwitched(
              agents.current(),
              routing.target(),
              RecordableText.of(routing.reason()),
              SwitchedBy.ROUTER));
    }
  }

  void reply(ModelReply reply, ApprovalGate gate) {
    if (!state().openTurn().batch().unanswered().isEmpty()) {
      throw new IllegalStateException("the last reply has calls without an answer");
    }
    requested(Purpose.REPLY, reply.cost());
    int allowed = state().openTurn().progress().toolCallsLeft(limits());
    record(reply);
    boolean steered = false;
    for (int i = 0; i < reply.calls().size(); i++) {
      Preparation call = reply.calls().get(i);
      if (i >= allowed) {
        refuse(call.call(), "Not run: too many calls. At most " + allowed + " were possible here.");
      } else if (isControl(call) && steered) {
        refuse(call.call(), "Not run: only the first call that steers the session takes effect.");
      } else {
        steered |= isControl(call);
        propose(call, gate);
      }
    }
    if (reply.calls().isEmpty()) {
      changes.record(new SessionEvent.TurnEnded(new TurnOutcome.Completed(text(reply))));
    }
  }

  private void record(ModelReply reply) {
    boolean malformed =
        reply.calls().stream().anyMatch(p -> p instanceof Preparation.Unfit u && u.malformed());
    List<ToolCall> calls = reply.calls().stream().map(Preparation::call).toList();
    changes.record(
        new SessionEvent.ReplyRecorded(
            new Message.Assistant(
                reply.id(),
                state().agents().current(),
                text(reply),
                reply.reasoning().map(RecordableText::of),
                calls),
            malformed));
  }

  private static String text(ModelReply reply) {
    return RecordableText.of(reply.text());
  }

  private static boolean isControl(Preparation preparation) {
    return preparation instanceof Preparation.Ready ready
        && ready.prepared().spec().sideEffect() == SideEffect.CONTROL;
  }

  private void propose(Preparation preparation, ApprovalGate gate) {
    switch (preparation) {
      case Preparation.Unfit unfit -> answer(unfit.call(), unfit.answer());
      case Preparation.Ready ready -> judge(ready.prepared(), gate);
    }
  }

  private void judge(PreparedCall call, ApprovalGate gate) {
    AgentName agent = state().agents().current();
    ApprovalRequest request = ApprovalRequest.of(call, agent);
    Verdict verdict = gate.judge(request);
    changes.record(
        new SessionEvent.ToolCallProposed(
            call.call(),
            call.spec().sideEffect(),
            call.execution(),
            verdict.ruling(),
            verdict.explanation(),
            request.seen()));
    switch (verdict) {
      case Verdict.Allowed allowed -> {}
      case Verdict.ApprovalRequired required ->
          ask(
              request,
              Topic.of(call),
              required.explanation().reason(),
              Approval.Basis.of(required));
      case Verdict.Denied denied -> answer(call.call(), denial(denied));
    }
  }

  static ToolResult denial(Verdict.Denied denied) {
    return ToolResult.notRun(
        ToolResult.Outcome.DENIED,
        "Denied by the policy (rule "
            + denied.explanation().rule()
            + "): "
            + denied.explanation().reason()
            + ". It was not run.");
  }

  /** What a person is asked about: the call, and what would become of its files. */
  record Topic(Optional<ToolCallId> call, Optional<String> diff) {

    static final Topic NONE = new Topic(Optional.empty(), Optional.empty());

    static Topic of(PreparedCall call) {
      return new Topic(
          Optional.of(call.call().id()), call.preview().diff().map(RecordableText::of));
    }

    static Topic of(OpenCall call) {
      return new Topic(Optional.of(call.id()), Optional.empty());
    }
  }

  void ask(ApprovalRequest request, Topic topic, String reason, Approval.Basis basis) {
    Instant now = changes.moment().at();
    changes.record(
        new SessionEvent.ApprovalRequested(
            Approval.pending(
                new ApprovalId(changes.moment().newId()),
                request,
                new Approval.Asked(
                    topic.call(),
                    reason,
                    now,
                    basis.terms().timeout().map(now::plus),
                    topic.diff(),
                    basis))));
  }

  void answer(ToolCall call, ToolResult result) {
    changes.record(new SessionEvent.ToolAnswered(call.id(), call.providerId(), recordable(result)));
  }

  static ToolResult recordable(ToolResult result) {
    return new ToolResult(
        result.outcome(),
        RecordableText.of(result.content()),
        result.changedFiles().stream().map(RecordableText::of).toList(),
        result.note().map(RecordableText::of));
  }

  private void refuse(ToolCall call, String why) {
    answer(call, ToolResult.failed(why));
  }

  private void requested(Purpose purpose, ModelReply.Cost cost) {
    changes.record(
        new SessionEvent.ModelRequestCompleted(
            purpose, RecordableText.of(cost.model()), cost.usage(), cost.millis()));
  }

  /** Lets a control call take effect. The call has passed its schema. */
  void steer(OpenCall call, AgentProfiles profiles) {
    if (!(call.state() instanceof CallState.Cleared)
        || !state().openTurn().batch().calls().contains(call)) {
      throw new IllegalStateException(call.id() + " is not cleared");
    }
    JsonObject arguments = state().argumentsOf(call);
    switch (call.call().name()) {
      case ControlTools.SWITCH_MODE -> handOver(call, arguments, profiles);
      case ControlTools.ASK_FOLLOWUP_QUESTION ->
          changes.record(
              new SessionEvent.QuestionAsked(
                  call.id(),
                  RecordableText.of(arguments.string("question").orElse("")),
                  arguments.strings("suggestions").stream().map(RecordableText::of).toList()));
      case ControlTools.ATTEMPT_COMPLETION -> {
        String result = RecordableText.of(arguments.string("result").orElse(""));
        answer(call.call(), ToolResult.succeeded("The user has the result."));
        changes.record(new SessionEvent.TurnEnded(new TurnOutcome.Completed(result)));
      }
      default -> throw new IllegalStateException(call.call().name() + " steers nothing");
    }
  }

  private void handOver(OpenCall call, JsonObject arguments, AgentProfiles profiles) {
    String mode = arguments.string("mode").orElse("");
    String reason = RecordableText.of(arguments.string("reason").orElse(""));
    AgentContext agents = state().agents();
    Optional<String> refusal =
        AgentName.isValid(mode)
            ? agents.refusalOf(new AgentName(mode), profiles)
            : Optional.of("\"" + mode + "\" is no agent; enabled are " + profiles.names());
    if (refusal.isPresent()) {
      answer(call.call(), ToolResult.failed("Not switched: " + refusal.get() + "."));
      return;
    }
    var to = new AgentName(mode);
    changes.record(new SessionEvent.AgentSwitched(agents.current(), to, reason, SwitchedBy.AGENT));
    answer(call.call(), ToolResult.succeeded("Switched to " + to + "."));
  }

  private TurnLimits limits() {
    return state().header().settings().limits();
  }

  private SessionState state() {
    return changes.state();
  }
}
