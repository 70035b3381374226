package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalGate.Passage;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of calls that are about to run, run, or were interrupted while they ran. */
record Executions(Changes changes) {

  /** Longest arguments in characters that are repeated to the model. */
  private static final int MAX_TOLD = 10_000;

  /** The largest number that is told; JSON numbers are doubles. */
  private static final long MAX_EXACT = 1L << 53;

  /** Puts fresh preparations before the gate; returns what may be executed here and now. */
  List<AuthorizedCall> start(List<Preparation> fresh, ApprovalGate gate, long generation) {
    var authorized = new ArrayList<AuthorizedCall>();
    for (Preparation preparation : fresh) {
      OpenCall open = open(preparation);
      switch (preparation) {
        case Preparation.Unfit unfit -> replies().answer(open.call(), unfit.answer());
        case Preparation.Ready ready ->
            pass(open, ready.prepared(), gate, generation).ifPresent(authorized::add);
      }
    }
    return authorized;
  }

  private Optional<AuthorizedCall> pass(
      OpenCall open, PreparedCall prepared, ApprovalGate gate, long generation) {
    AgentName agent = state().agents().current();
    return switch (gate.pass(prepared, agent, approvalOf(open))) {
      case Passage.Open passage -> begin(open, passage.call(), generation);
      case Passage.Ask ask -> {
        replies().ask(ask.request(), Replies.Topic.of(prepared), ask.reason());
        yield Optional.empty();
      }
      case Passage.Shut shut -> {
        replies().answer(open.call(), Replies.denial(shut.verdict()));
        yield Optional.empty();
      }
    };
  }

  private Optional<AuthorizedCall> begin(OpenCall open, AuthorizedCall call, long generation) {
    if (open.execution() == ToolExecution.CLIENT) {
      changes.record(
          new SessionEvent.ToolRequested(
              call.id(),
              call.tool(),
              call.arguments(),
              call.digest(),
              Optional.of(changes.moment().at().plus(clientTimeout()))));
      return Optional.empty();
    }
    changes.record(
        new SessionEvent.ToolStarted(
            call.id(),
            call.digest(),
            call.grounds(),
            generation,
            call.preview().impacts(),
            call.preview().diff().map(RecordableText::of)));
    return Optional.of(call);
  }

  private Duration clientTimeout() {
    return state().header().settings().tools().clientTimeout();
  }

  /** Answers calls whose results the client did not bring in time. */
  void expire() {
    List<OpenCall> open = state().turn().map(turn -> turn.batch().unanswered()).orElse(List.of());
    for (OpenCall call : open) {
      if (call.state() instanceof CallState.Requested requested
          && requested.isDue(changes.moment().at())) {
        replies()
            .answer(
                call.call(),
                ToolResult.notRun(
                    ToolResult.Outcome.EXPIRED,
                    "The client told no result in time; the call may have had effects."));
      }
    }
  }

  private OpenCall open(Preparation preparation) {
    return state()
        .openTurn()
        .batch()
        .find(preparation.call().id())
        .filter(call -> call.state() instanceof CallState.Cleared)
        .orElseThrow(() -> new IllegalStateException(preparation.call().id() + " is not cleared"));
  }

  private Optional<Approval> approvalOf(OpenCall call) {
    return call.state() instanceof CallState.Cleared cleared
        ? cleared.approval().map(id -> state().approvals().get(id))
        : Optional.empty();
  }

  /** Takes the result of a call that the client was to execute, exactly as announced. */
  void takeResult(ToolCallId id, Digest executed, ToolResult result) {
    OpenCall call =
        state()
            .turn()
            .flatMap(turn -> turn.batch().find(id))
            .orElseThrow(() -> new RefusedException(new Refusal.NotFound("call", id.toString())));
    if (call.state() instanceof CallState.Answered answered) {
      throw new RefusedException(new Refusal.ResultConflict(id, answered.outcome()));
    }
    if (!(call.state() instanceof CallState.Requested requested)) {
      throw new RefusedException(
          new Refusal.ResultRefused(
              "call " + id + " was not announced for execution; wait for the request to run it"));
    }
    if (!requested.digest().equals(executed)) {
      throw new RefusedException(new Refusal.StaleDigest(requested.digest()));
    }
    finish(call, result);
  }

  /** Answers a call that ran. */
  void finish(OpenCall call, ToolResult result) {
    replies().answer(call.call(), told(state().editedArguments(call), result));
  }

  /** Where a person had changed a call, the model is told what really ran. */
  static ToolResult told(Optional<JsonObject> edited, ToolResult result) {
    return edited
        .map(
            arguments ->
                result.with(
                    "A person changed this call before it ran. It ran with these arguments: "
                        + cut(arguments.canonical())))
        .orElse(result);
  }

  private static String cut(String arguments) {
    return arguments.length() <= MAX_TOLD ? arguments : arguments.substring(0, MAX_TOLD) + "…";
  }

  /** Gives an interrupted call its outcome by its kind; the files tell whether an edit was done. */
  void closeInterrupted(OpenCall call, Map<String, Digest> now) {
    if (!(call.state() instanceof CallState.Started started)
        || !state().openTurn().batch().calls().contains(call)) {
      throw new IllegalStateException(call.id() + " was not interrupted");
    }
    switch (call.sideEffect()) {
      case READ, CONTROL -> changes.record(new SessionEvent.ToolReset(call.id()));
      case EDIT -> closeEdit(call, started.files(), now);
      case COMMAND ->
          askForRecovery(call, "a crash came while it ran; nobody knows how far it got");
    }
  }

  private void closeEdit(OpenCall call, List<FileImpact> planned, Map<String, Digest> now) {
    if (!planned.isEmpty() && planned.stream().allMatch(file -> isNow(file, file.after(), now))) {
      List<String> files = planned.stream().map(FileImpact::path).toList();
      replies().answer(call.call(), ToolResult.changed("Done before an interruption.", files));
    } else if (!planned.isEmpty()
        && planned.stream().allMatch(file -> isNow(file, file.before(), now))) {
      changes.record(new SessionEvent.ToolReset(call.id()));
    } else {
      askForRecovery(
          call, "a crash came while it edited; the files are neither as before nor done");
    }
  }

  private static boolean isNow(
      FileImpact file, Optional<Digest> expected, Map<String, Digest> now) {
    return Optional.ofNullable(now.get(file.path())).equals(expected);
  }

  private void askForRecovery(OpenCall call, String reason) {
    JsonObject details =
        JsonObject.builder()
            .put("arguments", state().argumentsOf(call))
            .put("call_id", call.id().toString())
            .build();
    replies()
        .ask(
            new ApprovalRequest(
                ApprovalType.RECOVERY,
                call.call().name(),
                details,
                Optional.of(state().agents().current()),
                List.of()),
            Replies.Topic.of(call),
            reason);
  }

  /** Asks a person whether the turn may go beyond a ceiling. */
  void askForMore(Limit limit) {
    TurnProgress progress = state().openTurn().progress();
    Usage tokens = progress.used().tokens();
    var details =
        JsonObject.builder()
            .put("limit", limit.id())
            .put("model_calls", progress.used().modelCalls())
            .put("tool_calls", progress.used().toolCalls())
            .put("running_millis", progress.running().toMillis())
            .put("prompt_tokens", Math.min(tokens.promptTokens(), MAX_EXACT))
            .put("completion_tokens", Math.min(tokens.completionTokens(), MAX_EXACT))
            .put("tokens_estimated", tokens.estimated());
    limits()
        .budget()
        .cost()
        .ifPresent(cost -> details.put("cost_micros", exact(cost.price().of(tokens))));
    replies()
        .ask(
            new ApprovalRequest(
                ApprovalType.LIMIT,
                limit.id(),
                details.build(),
                Optional.of(state().agents().current()),
                List.of()),
            Replies.Topic.NONE,
            "the turn reached its limit of " + limit.id().replace('_', ' '));
  }

  private static long exact(BigInteger amount) {
    return amount.min(BigInteger.valueOf(MAX_EXACT)).longValueExact();
  }

  private TurnLimits limits() {
    return state().header().settings().limits();
  }

  private Replies replies() {
    return new Replies(changes);
  }

  private SessionState state() {
    return changes.state();
  }
}
