package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of what the loop, users, reviewers, clients and crashes do to a session. {@link
 * Play} checks {@link Laws} after every act, and every start against policy and approvals.
 */
class SessionPropertyTest {

  private static final int SEQUENCES = 2_000;
  private static final int ACTS = 40;

  /** How often each kind of ending was seen: the property is worth little where one is missing. */
  private final Map<Seen, Integer> seen = new EnumMap<>(Seen.class);

  private enum Seen {
    STARTED,
    REQUESTED,
    APPROVED,
    EDITED,
    REJECTED,
    DRIFTED,
    RECOVERED,
    RAISED,
    COMPLETED,
    FAILED,
    CANCELLED,
    LIMIT,
    ANSWERED_QUESTION,
    SWITCHED,
    CLOSED
  }

  @Test
  void whatever_happens_to_a_session_its_laws_hold() {
    for (long seed = 1; seed <= SEQUENCES; seed++) {
      try {
        var course = new Course(new Dice(seed));
        for (int i = 0; i < ACTS; i++) {
          course.goOn();
        }
        count(course.play.log());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("a law is broken with seed " + seed, e);
      }
    }
    assertThat(seen).containsOnlyKeys(Seen.values());
    assertThat(seen.values()).allMatch(times -> times >= 20);
  }

  private void count(List<SessionEvent> log) {
    for (SessionEvent event : log) {
      switch (event) {
        case SessionEvent.ToolStarted e -> saw(Seen.STARTED);
        case SessionEvent.ToolRequested e -> saw(Seen.REQUESTED);
        case SessionEvent.ApprovalRequested e -> {
          if (e.approval().asked().reason().startsWith("changed since")) {
            saw(Seen.DRIFTED);
          }
        }
        case SessionEvent.ApprovalClosed e -> closed(e);
        case SessionEvent.TurnEnded e ->
            saw(
                switch (e.outcome()) {
                  case TurnOutcome.Completed c -> Seen.COMPLETED;
                  case TurnOutcome.Failed f -> Seen.FAILED;
                  case TurnOutcome.Cancelled c -> Seen.CANCELLED;
                  case TurnOutcome.LimitReached l -> Seen.LIMIT;
                });
        case SessionEvent.ToolAnswered e -> {
          if (e.result().content().startsWith("said")) {
            saw(Seen.ANSWERED_QUESTION);
          }
        }
        case SessionEvent.AgentSwitched e -> saw(Seen.SWITCHED);
        case SessionEvent.Closed e -> saw(Seen.CLOSED);
        case SessionEvent.Deleted e -> saw(Seen.CLOSED);
        default -> {}
      }
    }
  }

  private void closed(SessionEvent.ApprovalClosed e) {
    switch (e.outcome()) {
      case PendingApprovalState.Approved a -> {
        saw(a.edited() ? Seen.EDITED : Seen.APPROVED);
        switch (a.granted().type().value()) {
          case "recovery" -> saw(Seen.RECOVERED);
          case "limit" -> saw(Seen.RAISED);
          default -> {}
        }
      }
      case PendingApprovalState.Rejected r -> saw(Seen.REJECTED);
      default -> {}
    }
  }

  private void saw(Seen what) {
    seen.merge(what, 1, Integer::sum);
  }

  /** One session and what chance does to it. */
  private static final class Course {

    private static final List<String> PATHS = List.of("a", "b");

    private final Dice dice;
    private final Play play;

    Course(Dice dice) {
      this.dice = dice;
      var limits =
          new TurnLimits(
              dice.between(2, 8),
              dice.between(2, 10),
              dice.between(1, 3),
              dice.between(1, 6),
              dice.between(1, 4),
              Duration.ofSeconds(dice.between(20, 200)),
              dice.chance(70)
                  ? TurnBudget.NONE
                  : new TurnBudget(
                      OptionalLong.of(dice.between(15, 100)),
                      Optional.of(
                          new TurnBudget.CostLimit(
                              new TurnBudget.Price(1_000_000, 2_000_000), dice.between(10, 120)))));
      this.play =
          Play.with(
              Play.settings(
                  limits, dice.one(ToolExecution.values()), dice.one(RoutingMode.values())),
              dice.one(Play.AGENTS.all()).name());
    }

    void goOn() {
      play.later(Duration.ofMillis(dice.between(0, 4_000)));
      chanceOfTheWorld();
      if (play.session().isRunnable() && dice.chance(75)) {
        loop();
      } else {
        visitor();
      }
    }

    private void chanceOfTheWorld() {
      if (dice.chance(10)) {
        play.world().write(dice.one(PATHS), dice.one("1", "2", "3"));
      }
      if (dice.chance(3)) {
        play.world().remove(dice.one(PATHS));
      }
      if (dice.chance(5)) {
        play.policy(policy());
      }
      if (dice.chance(isAnythingStarted() ? 15 : 2)) {
        play.crashes();
      }
    }

    private boolean isAnythingStarted() {
      return play.session().nextStep() instanceof NextStep.Underway;
    }

    private ApprovalPolicy policy() {
      return dice.chance(60)
          ? Play.asking(2)
          : new ApprovalPolicy(
              PolicyVersion.ofOwner(3),
              dice.chance(80),
              List.of(
                  Play.rule("deny", Ruling.DENY, "forbidden|" + tool()),
                  Play.rule("allow", Ruling.ALLOW, tool() + "|" + tool())),
              Ruling.ASK);
    }

    private String tool() {
      return dice.one(
          "read_file",
          "read_secret",
          "write_file",
          "free_write",
          "execute_command",
          "free_command",
          "switch_mode",
          "ask_followup_question",
          "attempt_completion");
    }

    private void loop() {
      if (play.turn().stage().activeSince().isEmpty() || dice.chance(3)) {
        play.takesUp();
      }
      switch (play.next()) {
        case NextStep.Route r -> play.routes(dice.one(Play.AGENTS.all()).name());
        case NextStep.AskModel a -> askModel();
        case NextStep.RunTools run -> play.starts(run.calls().stream().map(this::again).toList());
        case NextStep.ApplyControl c -> play.steers();
        case NextStep.CloseInterrupted c -> play.closesInterrupted();
        case NextStep.AskForMore a -> play.asksForMore();
        case NextStep.GiveUp g ->
            play.act(s -> s.fail(FailureKind.MALFORMED_CALLS, "thrice", play.moment()));
        case NextStep.Underway u -> finish(u.call());
        case NextStep.Await a -> throw new AssertionError("not runnable");
        case NextStep.Finished f -> throw new AssertionError("not runnable");
      }
    }

    private Preparation again(OpenCall call) {
      return dice.chance(90)
          ? new Preparation.Ready(play.again(call))
          : new Preparation.Unfit(call.call(), ToolResult.failed("no longer fits"), false);
    }

    private void askModel() {
      if (dice.chance(6)) {
        play.act(
            s ->
                s.modelFailed(
                        Purpose.REPLY,
                        new ModelFailure(FailureKind.CUT, "cut", Optional.empty()),
                        play.moment())
                    .discardReply(new MessageId(play.id()), "cut", play.moment())
                    .fail(FailureKind.CUT, "cut", play.moment()));
        return;
      }
      int calls = dice.chance(8) ? 0 : dice.between(1, 5);
      var prepared = new Preparation[calls];
      for (int i = 0; i < calls; i++) {
        prepared[i] = someCall();
      }
      play.replies("text", prepared);
    }

    private Preparation someCall() {
      String path = dice.one(PATHS);
      return switch (dice.between(0, 14)) {
        case 0, 1 -> play.read(path);
        case 2 -> play.readSecret(path);
        case 3, 4 -> play.write(path, dice.one("1", "2", "3"));
        case 5, 6 -> play.freeWrite(path, dice.one("1", "2", "3"));
        case 7 -> play.command("make");
        case 8 -> play.freeCommand("make");
        case 9 -> play.forbidden();
        case 10 -> play.question("which?");
        case 11 -> dice.chance(40) ? play.completion("done") : play.question("sure?");
        case 12 -> play.handOver(dice.one("orchestrator", "coder", "ask", "nobody", "N\u0000"));
        case 13 -> play.malformed();
        default -> play.unknown();
      };
    }

    private void finish(OpenCall call) {
      if (call.state() instanceof CallState.Started started && dice.chance(70)) {
        started.files().forEach(f -> play.world().write(f.path(), dice.one("1", "2", "3")));
      }
      play.answers(
          call.id(),
          dice.chance(80) ? ToolResult.succeeded("ok\u0000") : ToolResult.failed("failed"));
    }

    private void visitor() {
      try {
        visit();
      } catch (RefusedException e) {
        assertThat(e).hasMessage(e.refusal().message());
        assertThat(e.getMessage()).isNotBlank();
      }
    }

    private void visit() {
      switch (dice.between(0, 21)) {
        case 0, 1, 2, 3, 4 -> say();
        case 5, 6, 7, 8, 9, 10, 11, 12 -> decide();
        case 13 -> withdraw();
        case 14 -> play.requests("deploy", JsonObject.builder().put("v", 1).build());
        case 15, 16, 17, 18 -> takeResult();
        case 19 -> play.act(s -> s.switchAgent(someAgent(), "asked", Play.AGENTS, play.moment()));
        case 20 ->
            play.act(
                s ->
                    s.update(
                        s.state().header().settings().withTitle(dice.one("x", "y")),
                        play.moment()));
        default -> end();
      }
    }

    private void say() {
      play.act(
          s ->
              s.say(
                  dice.one("said this", "said that", " "),
                  dice.chance(15) ? Optional.of(someAgent()) : Optional.empty(),
                  dice.chance(25) ? IfBusy.INTERRUPT : IfBusy.REJECT,
                  Play.AGENTS,
                  play.moment()));
    }

    private AgentName someAgent() {
      return new AgentName(dice.one("orchestrator", "coder", "ask", "nobody"));
    }

    private void decide() {
      List<Approval> pending = play.session().state().pendingApprovals();
      if (pending.isEmpty()) {
        return;
      }
      Approval approval = dice.one(pending);
      if (dice.chance(8)) {
        play.act(
            s ->
                s.decide(
                    approval.id(),
                    new ApprovalDecision.Approve(),
                    Digest.of("something else"),
                    new Reviewer("ann", Role.USER),
                    new Session.EditCheck(Optional.empty(), play.gate()),
                    play.moment()));
      }
      switch (dice.between(0, 4)) {
        case 0 -> play.rejects(approval, dice.one("", "not so\u0000"));
        case 1 -> play.edits(approval, edits(approval));
        default -> play.approves(approval);
      }
    }

    private JsonObject edits(Approval approval) {
      if (approval.request().type().value().equals("recovery")) {
        return JsonObject.builder().put("outcome", dice.one("done", "other")).build();
      }
      return approval
              .request()
              .details()
              .object("arguments")
              .orElse(JsonObject.empty())
              .members()
              .containsKey("content")
          ? Play.edit(dice.one(PATHS), dice.one("1", "4"))
          : JsonObject.builder().put("command", "ls").put("mode", "ask").build();
    }

    private void withdraw() {
      List<Approval> pending = play.session().state().pendingApprovals();
      if (!pending.isEmpty()) {
        play.act(s -> s.withdrawApproval(dice.one(pending).id(), "no longer", play.moment()));
      }
    }

    private void takeResult() {
      List<OpenCall> calls =
          play.session().state().turn().map(turn -> turn.batch().calls()).orElse(List.of());
      if (calls.isEmpty()) {
        return;
      }
      OpenCall call = dice.one(calls);
      Digest digest =
          call.state() instanceof CallState.Requested requested && dice.chance(90)
              ? requested.digest()
              : Digest.of("something else");
      ToolCallId id = call.id();
      play.act(s -> s.takeResult(id, digest, ToolResult.succeeded("by the client"), play.moment()));
    }

    private void end() {
      switch (dice.between(0, 9)) {
        case 0 -> play.act(s -> s.close(play.moment()));
        case 1 -> play.act(s -> s.delete(play.moment()));
        default -> play.cancels();
      }
    }
  }
}
