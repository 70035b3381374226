package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.FilePatterns;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.PolicyInForce;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Plays one session the way the loop and its visitors do: gives time and ids, keeps the log, and
 * checks the laws after every act.
 */
final class Play {

  static final AgentName CODER = new AgentName("coder");
  static final AgentName ASK = new AgentName("ask");
  static final AgentProfiles AGENTS = agents("orchestrator", "coder", "ask");
  static final ModelReply.Cost COST = new ModelReply.Cost("m", new Usage(10, 5), 20);

  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private final World world;
  private final List<Session.Dated> log = new ArrayList<>();
  private Session session;
  private ApprovalPolicy policy = asking(1);
  private Instant now = NOON;
  private long ids;
  private int seen;

  private Play(SessionSettings settings, AgentName agent) {
    world = new World(settings.tools().execution());
    session = Session.create(new SessionId(id()), Owner.LOCAL, settings, agent, now);
    recorded();
  }

  static Play with(SessionSettings settings, AgentName agent) {
    return new Play(settings, agent);
  }

  /** A session of the coder with nothing said. */
  static Play coder() {
    return coder(TurnLimits.DEFAULT);
  }

  static Play coder(TurnLimits limits) {
    return with(settings(limits, ToolExecution.WORKSPACE, RoutingMode.FIRST), CODER);
  }

  /** A session whose tools the client executes. */
  static Play client() {
    return with(settings(TurnLimits.DEFAULT, ToolExecution.CLIENT, RoutingMode.FIRST), CODER);
  }

  static Play orchestrator() {
    return with(
        settings(TurnLimits.DEFAULT, ToolExecution.WORKSPACE, RoutingMode.FIRST),
        AgentName.ORCHESTRATOR);
  }

  static SessionSettings settings(TurnLimits limits, ToolExecution execution, RoutingMode routing) {
    return new SessionSettings(
        "",
        Map.of(),
        limits,
        new Runner.Any(),
        routing,
        new SessionSettings.Tools(execution, List.of()));
  }

  static AgentProfiles agents(String... names) {
    return new AgentProfiles(
        Arrays.stream(names)
            .map(n -> new AgentProfile(new AgentName(n), "", "", Set.of(), FilePatterns.any()))
            .toList());
  }

  /** Reads, control calls and free_ tools are allowed, forbidden is denied, the rest is asked. */
  static ApprovalPolicy asking(int version) {
    return new ApprovalPolicy(
        PolicyVersion.ofOwner(version),
        true,
        List.of(
            rule("deny", Ruling.DENY, "forbidden"),
            rule("allow", Ruling.ALLOW, "read_file|free_.*|switch_mode|ask_.*|attempt_.*")),
        Ruling.ASK);
  }

  static PolicyRule rule(String id, Ruling ruling, String subject) {
    return rule(id, ruling, subject, ApprovalTerms.DEFAULT);
  }

  static PolicyRule rule(String id, Ruling ruling, String subject, ApprovalTerms terms) {
    return new PolicyRule(
        id,
        new PolicyRule.Scope(
            Optional.empty(),
            new TextPattern(subject, Pattern.compile(subject).asMatchPredicate()::test),
            Optional.empty()),
        List.of(),
        ruling,
        "rule " + id,
        terms);
  }

  // Looking.

  Session session() {
    return session;
  }

  World world() {
    return world;
  }

  NextStep next() {
    return session.nextStep();
  }

  Turn turn() {
    return session.state().openTurn();
  }

  List<SessionEvent> log() {
    return log.stream().map(Session.Dated::event).toList();
  }

  /** What the last act recorded. */
  List<SessionEvent> events() {
    return log().subList(seen, log.size());
  }

  List<String> eventTypes() {
    return events().stream().map(SessionEvent::type).toList();
  }

  <E extends SessionEvent> E last(Class<E> type) {
    return log().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  CallState stateOf(Preparation call) {
    return open(call).state();
  }

  OpenCall open(Preparation call) {
    return turn().batch().find(call.call().id()).orElseThrow();
  }

  /** The one answer of a call. */
  ToolResult answerOf(Preparation call) {
    return answerOf(call.call().id());
  }

  ToolResult answerOf(ToolCallId call) {
    List<ToolResult> answers =
        log().stream()
            .filter(e -> e instanceof SessionEvent.ToolAnswered a && a.call().equals(call))
            .map(e -> ((SessionEvent.ToolAnswered) e).result())
            .toList();
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  Approval pending() {
    return session.state().pendingApprovals().getFirst();
  }

  Approval pending(Preparation call) {
    return session.state().pendingApprovals().stream()
        .filter(a -> a.asked().call().equals(Optional.of(call.call().id())))
        .findFirst()
        .orElseThrow();
  }

  TurnOutcome outcome() {
    assertThat(session.state().turn()).isEmpty();
    return last(SessionEvent.TurnEnded.class).outcome();
  }

  /** Why an act is refused; the session is as it was. */
  static Refusal refusalOf(ThrowingCallable act) {
    return catchThrowableOfType(RefusedException.class, act).refusal();
  }

  // Time, ids and policy.

  UUID id() {
    return new UUID(0, ++ids);
  }

  Moment moment() {
    return new Moment(now, this::id);
  }

  Play later(Duration pause) {
    now = now.plus(pause);
    return this;
  }

  ApprovalGate gate() {
    return new ApprovalGate(PolicyInForce.of(policy));
  }

  Play policy(ApprovalPolicy other) {
    policy = other;
    return this;
  }

  Play agreesTo(String subjects) {
    return policy(
        new ApprovalPolicy(
            PolicyVersion.ofOwner(policy.version().number() + 1),
            true,
            List.of(rule("allow", Ruling.ALLOW, subjects)),
            Ruling.ASK));
  }

  Play denies(String subjects) {
    return policy(
        new ApprovalPolicy(
            PolicyVersion.ofOwner(policy.version().number() + 1),
            true,
            List.of(rule("deny", Ruling.DENY, subjects)),
            Ruling.ASK));
  }

  // Calls.

  ToolCall call(String tool, JsonObject arguments) {
    return new ToolCall(new ToolCallId(id()), "p" + ids, tool, new ToolArguments.Parsed(arguments));
  }

  Preparation tool(String tool, JsonObject arguments) {
    return world.prepare(call(tool, arguments));
  }

  Preparation read(String path) {
    return tool("read_file", JsonObject.builder().put("path", path).build());
  }

  /** A read that is asked about. */
  Preparation readSecret(String path) {
    return tool("read_secret", JsonObject.builder().put("path", path).build());
  }

  Preparation write(String path, String content) {
    return tool("write_file", edit(path, content));
  }

  /** An edit that is allowed. */
  Preparation freeWrite(String path, String content) {
    return tool("free_write", edit(path, content));
  }

  static JsonObject edit(String path, String content) {
    return JsonObject.builder().put("path", path).put("content", content).build();
  }

  Preparation command(String line) {
    return tool("execute_command", commandLine(line));
  }

  /** A command that is allowed. */
  Preparation freeCommand(String line) {
    return tool("free_command", commandLine(line));
  }

  /** A command that is denied. */
  Preparation forbidden() {
    return tool("forbidden", JsonObject.empty());
  }

  private static JsonObject commandLine(String line) {
    return JsonObject.builder().put("command", line).build();
  }

  Preparation question(String text) {
    return tool(
        ControlTools.ASK_FOLLOWUP_QUESTION,
        JsonObject.builder()
            .put("question", text)
            .put("suggestions", List.of("yes", "no"))
            .build());
  }

  Preparation completion(String text) {
    return tool(ControlTools.ATTEMPT_COMPLETION, JsonObject.builder().put("result", text).build());
  }

  Preparation handOver(String mode) {
    return tool(
        ControlTools.SWITCH_MODE,
        JsonObject.builder().put("mode", mode).put("reason", "better there").build());
  }

  Preparation malformed() {
    return world.prepare(
        new ToolCall(
            new ToolCallId(id()),
            "p" + ids,
            "read_file",
            new ToolArguments.Malformed("{", "cut off")));
  }

  Preparation unknown() {
    return new Preparation.Unfit(
        call("no_such_tool", JsonObject.empty()),
        ToolResult.failed("There is no such tool."),
        false);
  }

  // Acts.

  Play act(UnaryOperator<Session> act) {
    seen = log.size();
    session = act.apply(session);
    recorded();
    return this;
  }

  private void recorded() {
    session.unrecorded().forEach(event -> log.add(new Session.Dated(event, now)));
    session = session.recorded(session.version().at(log.size()));
    new Laws(session, log).check();
  }

  Play says(String text) {
    return says(text, IfBusy.REJECT);
  }

  Play says(String text, IfBusy ifBusy) {
    return act(s -> s.say(text, Optional.empty(), ifBusy, AGENTS, moment()));
  }

  Play says(String text, AgentName agent) {
    return act(s -> s.say(text, Optional.of(agent), IfBusy.REJECT, AGENTS, moment()));
  }

  Play takesUp() {
    return act(s -> s.run(moment()));
  }

  Play replies(Preparation... calls) {
    return replies("", calls);
  }

  Play replies(String text, Preparation... calls) {
    return act(s -> s.reply(reply(text, calls), gate(), moment()));
  }

  ModelReply reply(String text, Preparation... calls) {
    return new ModelReply(new MessageId(id()), text, Optional.empty(), List.of(calls), COST);
  }

  Play routes(AgentName target) {
    var routing = new Routing(target, Routing.Confidence.HIGH, "fits", Routing.Method.MODEL);
    return act(s -> s.route(routing, Optional.of(COST), AGENTS, moment()));
  }

  /** The calls whose turn it is go through the gate, each prepared again. */
  List<AuthorizedCall> starts() {
    List<OpenCall> calls = ((NextStep.RunTools) next()).calls();
    return starts(calls.stream().<Preparation>map(c -> new Preparation.Ready(again(c))).toList());
  }

  List<AuthorizedCall> starts(List<Preparation> fresh) {
    var started = new ArrayList<AuthorizedCall>();
    AgentName agent = session.state().agents().current();
    act(
        s -> {
          Session.Started start = s.start(fresh, gate(), moment());
          started.addAll(start.calls());
          return start.session();
        });
    events().forEach(event -> no_tool_runs_unauthorized(event, fresh, agent));
    assertThat(started.stream().map(AuthorizedCall::id))
        .containsExactlyElementsOf(
            events().stream()
                .filter(SessionEvent.ToolStarted.class::isInstance)
                .map(e -> ((SessionEvent.ToolStarted) e).call())
                .toList());
    return started;
  }

  /** The call as it stands now, with the reviewer's arguments where there are such. */
  PreparedCall again(OpenCall call) {
    return world.prepare(call.call(), session.state().argumentsOf(call));
  }

  private void no_tool_runs_unauthorized(
      SessionEvent event, List<Preparation> fresh, AgentName agent) {
    switch (event) {
      case SessionEvent.ToolStarted e -> {
        assertAuthorized(e.call(), e.digest(), fresh, agent);
        assertThat(e.grounds() instanceof Grounds.Person)
            .isEqualTo(
                session.state().approvals().values().stream()
                    .anyMatch(a -> a.asked().call().equals(Optional.of(e.call()))));
      }
      case SessionEvent.ToolRequested e -> assertAuthorized(e.call(), e.digest(), fresh, agent);
      default -> {}
    }
  }

  private void assertAuthorized(
      ToolCallId call, Digest digest, List<Preparation> fresh, AgentName agent) {
    PreparedCall prepared =
        fresh.stream()
            .filter(p -> p.call().id().equals(call))
            .map(p -> ((Preparation.Ready) p).prepared())
            .findFirst()
            .orElseThrow();
    ApprovalRequest request = ApprovalRequest.of(prepared, agent);
    assertThat(request.digest()).isEqualTo(digest);
    Verdict verdict = policy.evaluate(request);
    boolean approved =
        log().stream()
            .anyMatch(
                e ->
                    e instanceof SessionEvent.ApprovalClosed closed
                        && closed.call().equals(Optional.of(call))
                        && closed.outcome() instanceof Approved grant
                        && grant.granted().digest().equals(digest));
    assertThat(
            verdict instanceof Verdict.Allowed
                || (approved && !(verdict instanceof Verdict.Denied)))
        .isTrue();
  }

  /** The calls whose turn it is run and succeed. */
  Play runs() {
    starts().forEach(call -> answers(call.id(), ToolResult.succeeded("ok")));
    return this;
  }

  Play answers(ToolCallId call, ToolResult result) {
    return act(s -> s.answer(call, result, moment()));
  }

  Play steers() {
    return act(s -> s.steer(((NextStep.ApplyControl) next()).call(), AGENTS, moment()));
  }

  Play asksForMore() {
    return act(s -> s.askForMore(((NextStep.AskForMore) next()).limit(), moment()));
  }

  /** The process dies; another one takes the lease. */
  Play crashes() {
    seen = log.size();
    session = Session.restore(session.state(), session.version().nextGeneration());
    return this;
  }

  Play closesInterrupted() {
    return act(
        s ->
            s.closeInterrupted(
                ((NextStep.CloseInterrupted) next()).call(), world.digests(), moment()));
  }

  Play approves(Approval approval) {
    return decides(approval, new ApprovalDecision.Approve());
  }

  Play rejects(Approval approval, String feedback) {
    return decides(approval, new ApprovalDecision.Reject(feedback));
  }

  Play edits(Approval approval, JsonObject modifications) {
    return decides(approval, new ApprovalDecision.ApproveWithEdits(modifications));
  }

  Play decides(Approval approval, ApprovalDecision decision) {
    return decides(approval, decision, new Reviewer("ann", Role.USER));
  }

  Play decides(Approval approval, ApprovalDecision decision, Reviewer by) {
    return act(
        s ->
            s.decide(
                approval.id(),
                decision,
                approval.digest(),
                by,
                new Session.EditCheck(edited(approval, decision), gate()),
                moment()));
  }

  private Optional<PreparedCall> edited(Approval approval, ApprovalDecision decision) {
    if (!(decision instanceof ApprovalDecision.ApproveWithEdits edits)
        || !approval.request().type().equals(ApprovalType.TOOL)) {
      return Optional.empty();
    }
    ToolCallId id = approval.asked().call().orElseThrow();
    return turn().batch().find(id).map(c -> world.prepare(c.call(), edits.modifications()));
  }

  /** Somebody asks for something that is no tool call. */
  ApprovalId requests(String type, JsonObject details) {
    var id = new ApprovalId(id());
    return requests(
        id, type, details, new Petition(Optional.of("please"), Optional.empty(), Optional.empty()));
  }

  ApprovalId requests(ApprovalId id, String type, JsonObject details, Petition petition) {
    var request =
        new ApprovalRequest(new ApprovalType(type), "prod", details, Optional.empty(), List.of());
    act(s -> s.requestApproval(id, request, petition, gate(), moment()));
    return id;
  }

  Play takesResult(Preparation call, Digest executed, ToolResult result) {
    return act(s -> s.takeResult(call.call().id(), executed, result, moment()));
  }

  Play cancels() {
    return act(s -> s.cancelTurn("enough", moment()));
  }
}
