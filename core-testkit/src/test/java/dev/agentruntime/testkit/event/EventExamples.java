package dev.agentruntime.testkit.event;

import dev.agentruntime.domain.agent.AgentName;
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
import dev.agentruntime.domain.approval.Verdict.Explanation;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionKind;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SwitchedBy;
import dev.agentruntime.domain.session.TurnBudget;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnLimits;
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
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the golden files must read as, in their order. Every shape and every constant that is
 * recorded occurs here, so that renaming one breaks a golden file.
 */
final class EventExamples {

  private static final AgentName CODER = new AgentName("coder");
  private static final AgentName DEBUG = new AgentName("debug");
  private static final ToolCallId CALL = new ToolCallId(uuid(1));
  private static final ApprovalId APPROVAL = new ApprovalId(uuid(2));
  private static final MessageId MESSAGE = new MessageId(uuid(3));
  private static final Instant AT = Instant.ofEpochMilli(1_770_000_000_123L);
  private static final Digest BEFORE = Digest.of("before");
  private static final Digest AFTER = Digest.of("after");
  private static final JsonObject SEEN =
      JsonObject.builder().put("agent", "coder").put("secret", false).build();
  private static final Explanation EXPLANATION =
      new Explanation("edits-ask", PolicyVersion.ofOwner(3), "edits are looked at");
  private static final List<FileImpact> FILES =
      List.of(
          new FileImpact("src/a.txt", Optional.of(BEFORE), Optional.of(AFTER)),
          new FileImpact("new.txt", Optional.empty(), Optional.of(AFTER)),
          new FileImpact("old.txt", Optional.of(BEFORE), Optional.empty()));
  private static final ApprovalRequest REQUEST =
      new ApprovalRequest(
          ApprovalType.TOOL,
          "write_file",
          JsonObject.builder().put("path", "src/a.txt").put("size", 12).build(),
          Optional.of(CODER),
          FILES);
  private static final ApprovalRequest BARE =
      new ApprovalRequest(
          new ApprovalType("deploy"),
          "to production",
          JsonObject.empty(),
          Optional.empty(),
          List.of());
  private static final ToolCall CALL_PARSED =
      new ToolCall(
          CALL,
          "call_1",
          "write_file",
          new ToolArguments.Parsed(JsonObject.builder().put("path", "src/a.txt").build()));
  private static final ToolCall CALL_MALFORMED =
      new ToolCall(
          new ToolCallId(uuid(4)),
          "",
          "read file",
          new ToolArguments.Malformed("{\"path\":", "the text ends in the middle"));

  private EventExamples() {}

  static Map<String, List<SessionEvent>> byKind() {
    return Map.ofEntries(
        Map.entry("session.created", created()),
        Map.entry("session.updated", List.of(new SessionEvent.Updated(hosted()))),
        Map.entry("session.closed", List.of(new SessionEvent.Closed())),
        Map.entry("session.deleted", List.of(new SessionEvent.Deleted())),
        Map.entry(
            "turn.started",
            List.of(
                new SessionEvent.TurnStarted(new TurnId(uuid(5)), true),
                new SessionEvent.TurnStarted(new TurnId(uuid(6)), false))),
        Map.entry("turn.running", List.of(new SessionEvent.TurnRunning())),
        Map.entry(
            "turn.waiting",
            Arrays.stream(WaitReason.values())
                .<SessionEvent>map(SessionEvent.TurnWaiting::new)
                .toList()),
        Map.entry("turn.ended", ended()),
        Map.entry(
            "session.message.added",
            List.of(
                new SessionEvent.UserMessageAdded(
                    new Message.User(MESSAGE, "Fix ü \uD83D\uDC1E\n")))),
        Map.entry("agent.routed", routed()),
        Map.entry(
            "agent.switched",
            Arrays.stream(SwitchedBy.values())
                .<SessionEvent>map(
                    by -> new SessionEvent.AgentSwitched(CODER, DEBUG, "a test fails", by))
                .toList()),
        Map.entry(
            "llm.request.completed",
            List.of(
                new SessionEvent.ModelRequestCompleted(Purpose.ROUTE, "m-1", new Usage(11, 2), 340),
                new SessionEvent.ModelRequestCompleted(
                    Purpose.REPLY, "m-1", new Usage(Long.MAX_VALUE, 0), 0))),
        Map.entry(
            "llm.request.failed",
            List.of(
                new SessionEvent.ModelRequestFailed(
                    Purpose.REPLY, FailureKind.TIMEOUT, "no answer in 60 s", Optional.empty()))),
        Map.entry("message.completed", replies()),
        Map.entry(
            "message.discarded",
            List.of(new SessionEvent.ReplyDiscarded(MESSAGE, "the stream ended early"))),
        Map.entry("tool.call.proposed", proposed()),
        Map.entry(
            "tool.execution.requested",
            List.of(
                new SessionEvent.ToolRequested(
                    CALL,
                    new ToolName("write_file"),
                    JsonObject.builder().put("path", "src/a.txt").build(),
                    AFTER,
                    Optional.empty()))),
        Map.entry(
            "tool.execution.started",
            List.of(
                new SessionEvent.ToolStarted(
                    CALL, AFTER, new Grounds.Policy(EXPLANATION), 7, List.of(), Optional.empty()),
                new SessionEvent.ToolStarted(
                    CALL, AFTER, new Grounds.Person(APPROVAL, true), 8, FILES, Optional.empty()))),
        Map.entry("tool.execution.reset", List.of(new SessionEvent.ToolReset(CALL))),
        Map.entry(
            "tool.call.answered",
            Arrays.stream(ToolResult.Outcome.values())
                .<SessionEvent>map(
                    outcome ->
                        new SessionEvent.ToolAnswered(
                            CALL, "call_1", new ToolResult(outcome, "so", List.of("src/a.txt"))))
                .toList()),
        Map.entry(
            "question.asked",
            List.of(
                new SessionEvent.QuestionAsked(CALL, "Which file?", List.of("a.txt", "b.txt")))),
        Map.entry("approval.requested", requested()),
        Map.entry("approval.voted", voted()),
        Map.entry("approval.closed", closed()));
  }

  /** What may be left out and was not there from the beginning, by kind. */
  static Map<String, List<SessionEvent>> later() {
    String diff = "--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1 +1 @@\n-old\n+new\n";
    var asked =
        new Approval.Asked(
            Optional.of(CALL),
            "edits ask",
            AT,
            Optional.empty(),
            Optional.of(diff),
            Approval.Basis.RUNTIME);
    var explained = new Explanation("edits-ask", PolicyVersion.ofSession(3), "edits are looked at");
    var askedBySession =
        new Approval.Asked(
            Optional.empty(),
            "edits ask",
            AT,
            Optional.empty(),
            Optional.empty(),
            new Approval.Basis(Optional.of(explained), ApprovalTerms.DEFAULT, Optional.empty()));
    return Map.ofEntries(
        Map.entry(
            "approval.requested",
            List.of(
                new SessionEvent.ApprovalRequested(Approval.pending(APPROVAL, REQUEST, asked)),
                new SessionEvent.ApprovalRequested(
                    Approval.pending(APPROVAL, BARE, askedBySession)))),
        Map.entry(
            "approval.closed",
            outcomes()
                .<SessionEvent>map(
                    state -> new SessionEvent.ApprovalClosed(APPROVAL, Optional.empty(), state))
                .toList()),
        Map.entry(
            "session.created",
            Stream.of(budgeted(), patient(), hosted())
                .<SessionEvent>map(
                    settings ->
                        new SessionEvent.Created(
                            Owner.LOCAL, SessionKind.CONVERSATION, settings, CODER))
                .toList()),
        Map.entry(
            "tool.call.proposed",
            List.of(
                new SessionEvent.ToolCallProposed(
                    CALL_PARSED,
                    SideEffect.READ,
                    ToolExecution.CLIENT,
                    Ruling.ALLOW,
                    explained,
                    SEEN))),
        Map.entry(
            "tool.execution.requested",
            List.of(
                new SessionEvent.ToolRequested(
                    CALL, new ToolName("click"), JsonObject.empty(), AFTER, Optional.of(AT)))),
        Map.entry(
            "tool.execution.started",
            List.of(
                new SessionEvent.ToolStarted(
                    CALL, AFTER, new Grounds.Policy(EXPLANATION), 7, FILES, Optional.of(diff)),
                new SessionEvent.ToolStarted(
                    CALL, AFTER, new Grounds.Policy(explained), 8, List.of(), Optional.empty()))),
        Map.entry(
            "tool.call.answered",
            Stream.concat(
                    Stream.of(ToolResult.failed("There is no file a.").with("List them.")),
                    Arrays.stream(ToolResult.Outcome.values())
                        .filter(outcome -> outcome != ToolResult.Outcome.FAILED)
                        .map(outcome -> new ToolResult(outcome, "so", List.of()).with("Go on.")))
                .<SessionEvent>map(result -> new SessionEvent.ToolAnswered(CALL, "call_1", result))
                .toList()),
        Map.entry(
            "turn.ended",
            Stream.of(Limit.TOKENS, Limit.COST)
                .<SessionEvent>map(l -> new SessionEvent.TurnEnded(new TurnOutcome.LimitReached(l)))
                .toList()),
        Map.entry(
            "llm.request.completed",
            List.of(
                new SessionEvent.ModelRequestCompleted(
                    Purpose.REPLY, "m-1", Usage.estimate(400, 40), 12))),
        Map.entry(
            "session.updated",
            Stream.of(budgeted(), patient(), scripted())
                .<SessionEvent>map(SessionEvent.Updated::new)
                .toList()),
        Map.entry(
            "llm.request.failed",
            List.of(
                new SessionEvent.ModelRequestFailed(
                    Purpose.REPLY, FailureKind.TIMEOUT, "no answer in 60 s", Optional.of("m-1")))));
  }

  private static SessionSettings patient() {
    SessionSettings usual = open();
    return new SessionSettings(
        usual.title(),
        usual.labels(),
        usual.limits(),
        usual.runner(),
        usual.routing(),
        new SessionSettings.Tools(ToolExecution.CLIENT, List.of(), Duration.ofMinutes(5)));
  }

  private static List<SessionEvent> created() {
    return List.of(
        new SessionEvent.Created(
            Owner.LOCAL, SessionKind.CONVERSATION, scripted(), AgentName.ORCHESTRATOR),
        new SessionEvent.Created(new Owner("team-a"), SessionKind.REQUEST, open(), CODER));
  }

  private static List<SessionEvent> ended() {
    Stream<TurnOutcome> failed =
        Arrays.stream(FailureKind.values()).map(kind -> new TurnOutcome.Failed(kind, "look there"));
    Stream<TurnOutcome> limit =
        Stream.of(Limit.MODEL_CALLS, Limit.TOOL_CALLS, Limit.EQUAL_CALLS, Limit.RUNNING_TIME)
            .map(TurnOutcome.LimitReached::new);
    return Stream.of(
            Stream.of(new TurnOutcome.Completed("Done."), new TurnOutcome.Cancelled("enough")),
            failed,
            limit)
        .flatMap(outcomes -> outcomes)
        .<SessionEvent>map(SessionEvent.TurnEnded::new)
        .toList();
  }

  private static List<SessionEvent> routed() {
    return Stream.of(
            new Routing(DEBUG, Routing.Confidence.HIGH, "it fails", Routing.Method.MODEL),
            new Routing(CODER, Routing.Confidence.MEDIUM, "create", Routing.Method.KEYWORDS),
            new Routing(CODER, Routing.Confidence.LOW, "the only one", Routing.Method.ONLY))
        .<SessionEvent>map(SessionEvent.AgentRouted::new)
        .toList();
  }

  private static List<SessionEvent> replies() {
    return List.of(
        new SessionEvent.ReplyRecorded(
            new Message.Assistant(MESSAGE, CODER, "Done.", Optional.empty(), List.of()), false),
        new SessionEvent.ReplyRecorded(
            new Message.Assistant(
                MESSAGE,
                CODER,
                "",
                Optional.of("first look"),
                List.of(CALL_PARSED, CALL_MALFORMED)),
            true));
  }

  private static List<SessionEvent> proposed() {
    return List.of(
        new SessionEvent.ToolCallProposed(
            CALL_PARSED, SideEffect.READ, ToolExecution.CLIENT, Ruling.ALLOW, EXPLANATION, SEEN),
        new SessionEvent.ToolCallProposed(
            CALL_PARSED, SideEffect.EDIT, ToolExecution.WORKSPACE, Ruling.ASK, EXPLANATION, SEEN),
        new SessionEvent.ToolCallProposed(
            CALL_PARSED,
            SideEffect.COMMAND,
            ToolExecution.WORKSPACE,
            Ruling.DENY,
            EXPLANATION,
            SEEN),
        new SessionEvent.ToolCallProposed(
            CALL_PARSED,
            SideEffect.CONTROL,
            ToolExecution.WORKSPACE,
            Ruling.ALLOW,
            EXPLANATION,
            SEEN));
  }

  private static List<SessionEvent> requested() {
    var forCall =
        new Approval.Asked(
            Optional.of(CALL),
            "edits ask",
            AT,
            Optional.of(AT.plusSeconds(60)),
            Optional.empty(),
            new Approval.Basis(
                Optional.of(EXPLANATION),
                new ApprovalTerms(
                    2,
                    Set.of(Role.APPROVER, Role.ADMIN),
                    Optional.of(Duration.ofMinutes(1)),
                    OnTimeout.APPROVE),
                Optional.of("a person")));
    var alone =
        new Approval.Asked(
            Optional.empty(),
            "somebody must know",
            AT,
            Optional.empty(),
            Optional.empty(),
            Approval.Basis.RUNTIME);
    return List.of(
        new SessionEvent.ApprovalRequested(Approval.pending(APPROVAL, REQUEST, forCall)),
        new SessionEvent.ApprovalRequested(Approval.pending(APPROVAL, BARE, alone)));
  }

  private static List<SessionEvent> voted() {
    var changed = JsonObject.builder().put("path", "src/b.txt").build();
    return List.of(
        new SessionEvent.ApprovalVoted(
            APPROVAL, new Vote(new Reviewer("ann", Role.USER), Optional.empty(), AT)),
        new SessionEvent.ApprovalVoted(
            APPROVAL, new Vote(new Reviewer("bob", Role.APPROVER), Optional.of(changed), AT)));
  }

  private static List<SessionEvent> closed() {
    return outcomes()
        .<SessionEvent>map(
            state -> new SessionEvent.ApprovalClosed(APPROVAL, Optional.of(CALL), state))
        .toList();
  }

  private static Stream<PendingApprovalState> outcomes() {
    return Stream.of(
        new PendingApprovalState.Approved(REQUEST, true, "reviewer", AT),
        new PendingApprovalState.Approved(BARE, false, "local", AT),
        new PendingApprovalState.Rejected("not that file", "reviewer", AT),
        new PendingApprovalState.Expired(AT),
        new PendingApprovalState.Cancelled("withdrawn", AT));
  }

  private static SessionSettings scripted() {
    var runner =
        new Runner.OnHost("box", "/home/a/project", new ModelChoice.Scripted("demo.yaml", BEFORE));
    return settings(runner, RoutingMode.FIRST, ToolExecution.WORKSPACE, List.of());
  }

  private static SessionSettings hosted() {
    var runner =
        new Runner.OnHost(
            "box", "/home/a/project", new ModelChoice.Live("m-1", "https://llm.example/v1"));
    return settings(runner, RoutingMode.ALWAYS, ToolExecution.WORKSPACE, List.of());
  }

  private static SessionSettings budgeted() {
    SessionSettings settings = open();
    var budget =
        new TurnBudget(
            OptionalLong.of(50_000),
            Optional.of(new TurnBudget.CostLimit(new TurnBudget.Price(3_000, 15_000), 250)));
    return new SessionSettings(
        settings.title(),
        settings.labels(),
        settings.limits().with(budget),
        settings.runner(),
        settings.routing(),
        settings.tools());
  }

  private static SessionSettings open() {
    var spec =
        new ToolSpec(
            new ToolName("lookup"),
            "Looks something up.",
            JsonObject.builder().put("type", "object").build(),
            SideEffect.READ);
    return settings(new Runner.Any(), RoutingMode.FIRST, ToolExecution.CLIENT, List.of(spec));
  }

  private static SessionSettings settings(
      Runner runner, RoutingMode routing, ToolExecution execution, List<ToolSpec> declared) {
    return new SessionSettings(
        "Mend the build",
        Map.of("project", "x"),
        new TurnLimits(10, 20, 3, 4, Duration.ofMinutes(5)),
        runner,
        routing,
        new SessionSettings.Tools(execution, declared));
  }

  private static UUID uuid(int number) {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + number);
  }
}
