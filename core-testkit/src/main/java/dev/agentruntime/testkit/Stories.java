package dev.agentruntime.testkit;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.ControlTools;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.ModelFailure;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.NextStep;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.Session.EditCheck;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What may happen to a session, told as sequences of acts. */
public final class Stories {

  /** Who decides. */
  public static final Reviewer REVIEWER = new Reviewer("reviewer", Role.ADMIN);

  private Stories() {}

  /** Every story by what it tells. */
  public static Map<String, UnaryOperator<Story>> all() {
    Map<String, UnaryOperator<Story>> all = new LinkedHashMap<>();
    all.put("a question is routed and answered", Stories::routedAndAnswered);
    all.put("a reply brings calls of every kind", Stories::callsOfEveryKind);
    all.put("an edit is approved and done", Stories::approved);
    all.put("an edit is changed by the reviewer", Stories::edited);
    all.put("an edit is rejected", Stories::rejected);
    all.put("an approved edit no longer fits its file", Stories::drifted);
    all.put("a command is interrupted and run again", Stories::recovered);
    all.put("a command is interrupted and reported done", Stories::reportedDone);
    all.put("a limit is raised", Stories::limitRaised);
    all.put("a limit ends the turn", Stories::limitReached);
    all.put("the user cancels while something is pending", Stories::cancelled);
    all.put("a newer message takes the turn's place", Stories::interrupted);
    all.put("the agent asks the user", Stories::askedTheUser);
    all.put("an agent hands over and back", Stories::handedOver);
    all.put("the client executes a call", Stories::executedByTheClient);
    all.put("the model fails", Stories::modelFails);
    all.put("requests that are no tool calls", Stories::standaloneApprovals);
    all.put("a turn begins and ends in one transaction", Stories::turnWithinOneTransaction);
    all.put("the session is set otherwise, closed and deleted", Stories::closedAndDeleted);
    return all;
  }

  private static Story routedAndAnswered(Story story) {
    return story
        .outside((s, m) -> say(s, "What is here?", Optional.empty(), m))
        .takenUp()
        .loop(
            (s, m) ->
                s.route(
                    new Routing(
                        Workshop.CODER,
                        Routing.Confidence.HIGH,
                        "it is code",
                        Routing.Method.MODEL),
                    Optional.of(Workshop.cost()),
                    Workshop.AGENTS,
                    m))
        .loop((s, m) -> s.reply(story.workshop().reply("A library."), Workshop.GATE, m))
        .outside((s, m) -> say(s, "And who uses it?", Optional.empty(), m));
  }

  private static Story callsOfEveryKind(Story story) {
    Workshop w = story.workshop();
    return working(story)
        .loop(
            (s, m) ->
                s.reply(
                    w.reply(
                        "Looking.",
                        w.read("a.txt"),
                        w.malformed("{\"path\":"),
                        w.read("b.txt"),
                        w.forbidden(),
                        w.write("c.txt", "c"),
                        w.control(ControlTools.ATTEMPT_COMPLETION, JsonObject.empty()),
                        w.control(ControlTools.SWITCH_MODE, JsonObject.empty())),
                    Workshop.GATE,
                    m))
        .loop(Stories::startFront)
        .loop((s, m) -> s.answer(firstOpen(s).id(), ToolResult.succeeded("text of a"), m))
        .loop((s, m) -> s.answer(firstOpen(s).id(), ToolResult.failed("no such file"), m))
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop(Stories::startFront)
        .loop(
            (s, m) ->
                s.answer(firstOpen(s).id(), ToolResult.changed("written", List.of("c.txt")), m))
        .loop((s, m) -> s.steer(firstOpen(s), Workshop.AGENTS, m));
  }

  private static Story approved(Story story) {
    return asking(story)
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop(Stories::startFront)
        .loop(
            (s, m) ->
                s.answer(firstOpen(s).id(), ToolResult.changed("written", List.of("a.txt")), m))
        .loop((s, m) -> s.reply(story.workshop().reply("Done."), Workshop.GATE, m));
  }

  private static Story edited(Story story) {
    JsonObject arguments =
        JsonObject.builder().put("path", "a.txt").put("content", "by the reviewer").build();
    return asking(story)
        .outside(
            (s, m) ->
                decide(
                    s,
                    new ApprovalDecision.ApproveWithEdits(arguments),
                    Optional.of(Workshop.again(firstOpen(s), arguments, "before")),
                    m))
        .takenUp()
        .loop(
            (s, m) ->
                s.start(
                        List.of(Workshop.again(firstOpen(s), arguments, "before")),
                        Workshop.GATE,
                        m)
                    .session())
        .loop(
            (s, m) ->
                s.answer(firstOpen(s).id(), ToolResult.changed("written", List.of("a.txt")), m));
  }

  private static Story rejected(Story story) {
    return asking(story)
        .outside(
            (s, m) -> decide(s, new ApprovalDecision.Reject("not that file"), Optional.empty(), m))
        .takenUp()
        .loop((s, m) -> s.reply(story.workshop().reply("Then not."), Workshop.GATE, m));
  }

  private static Story drifted(Story story) {
    return asking(story)
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop((s, m) -> s.start(List.of(changedOnDisk(firstOpen(s))), Workshop.GATE, m).session())
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop((s, m) -> s.start(List.of(changedOnDisk(firstOpen(s))), Workshop.GATE, m).session())
        .loop((s, m) -> s.answer(firstOpen(s).id(), ToolResult.succeeded("written"), m));
  }

  private static Preparation changedOnDisk(OpenCall call) {
    JsonObject arguments = JsonObject.builder().put("path", "a.txt").put("content", "new").build();
    return Workshop.again(call, arguments, "somebody else's text");
  }

  private static Story recovered(Story story) {
    return interruptedCommand(story)
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop(Stories::startFront)
        .loop((s, m) -> s.answer(firstOpen(s).id(), ToolResult.succeeded("built"), m));
  }

  private static Story reportedDone(Story story) {
    JsonObject done = Workshop.arguments("outcome", "done");
    return interruptedCommand(story)
        .outside(
            (s, m) -> decide(s, new ApprovalDecision.ApproveWithEdits(done), Optional.empty(), m));
  }

  private static Story interruptedCommand(Story story) {
    Workshop w = story.workshop();
    return working(story)
        .loop((s, m) -> s.reply(w.reply("", w.command("make")), Workshop.GATE, m))
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop(Stories::startFront)
        .takenUp()
        .loop((s, m) -> s.closeInterrupted(firstOpen(s), Map.of(), m));
  }

  private static Story limitRaised(Story story) {
    Workshop w = story.workshop();
    return atTheLimit(story)
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop((s, m) -> s.reply(w.reply("Enough."), Workshop.GATE, m));
  }

  private static Story limitReached(Story story) {
    return atTheLimit(story)
        .outside((s, m) -> decide(s, new ApprovalDecision.Reject(""), Optional.empty(), m));
  }

  private static Story atTheLimit(Story story) {
    return working(story).loop((s, m) -> s.askForMore(Limit.MODEL_CALLS, m));
  }

  private static Story cancelled(Story story) {
    Workshop w = story.workshop();
    return working(story)
        .loop(
            (s, m) ->
                s.reply(
                    w.reply("", w.write("a.txt", "a"), w.read("b.txt"), w.command("make")),
                    Workshop.GATE,
                    m))
        .outside((s, m) -> s.cancelTurn("changed my mind", m))
        .outside((s, m) -> say(s, "Something else", Optional.empty(), m));
  }

  private static Story interrupted(Story story) {
    return asking(story)
        .outside(
            (s, m) ->
                s.say(
                    "No, look at this first",
                    Optional.empty(),
                    IfBusy.INTERRUPT,
                    Workshop.AGENTS,
                    m))
        .takenUp();
  }

  private static Story askedTheUser(Story story) {
    Workshop w = story.workshop();
    JsonObject question =
        JsonObject.builder()
            .put("question", "Which file?")
            .put("suggestions", List.of("a.txt", "b.txt"))
            .build();
    return working(story)
        .loop(
            (s, m) ->
                s.reply(
                    w.reply("", w.control(ControlTools.ASK_FOLLOWUP_QUESTION, question)),
                    Workshop.GATE,
                    m))
        .loop((s, m) -> s.steer(firstOpen(s), Workshop.AGENTS, m))
        .outside((s, m) -> say(s, "a.txt", Optional.empty(), m))
        .takenUp();
  }

  private static Story handedOver(Story story) {
    Workshop w = story.workshop();
    return Stream.of(Workshop.DEBUG, AgentName.ORCHESTRATOR)
        .reduce(
            working(story),
            (told, agent) ->
                told.loop((s, m) -> s.reply(w.reply("", handOver(w, agent)), Workshop.GATE, m))
                    .loop((s, m) -> s.steer(firstOpen(s), Workshop.AGENTS, m)),
            (first, second) -> second);
  }

  private static Preparation handOver(Workshop w, AgentName agent) {
    return w.control(
        ControlTools.SWITCH_MODE,
        JsonObject.builder().put("mode", agent.value()).put("reason", "better there").build());
  }

  private static Story executedByTheClient(Story story) {
    return requested(story).outside(Stories::takeResult);
  }

  private static Session takeResult(Session session, Moment moment) {
    OpenCall call = firstOpen(session);
    var requested = (CallState.Requested) call.state();
    return session.takeResult(
        call.id(), requested.digest(), ToolResult.succeeded("written"), moment);
  }

  /** A call that the client was asked to execute. */
  public static Story requested(Story story) {
    Workshop w = story.workshop();
    return working(story)
        .loop(
            (s, m) ->
                s.reply(w.reply("", w.write("a.txt", "a", ToolExecution.CLIENT)), Workshop.GATE, m))
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .takenUp()
        .loop(Stories::startFront);
  }

  private static Story modelFails(Story story) {
    return working(story)
        .loop(
            (s, m) ->
                s.modelFailed(
                    Purpose.REPLY,
                    new ModelFailure(FailureKind.UNAVAILABLE, "503", Optional.of("m-1")),
                    m))
        .loop((s, m) -> s.discardReply(new MessageId(s.id().value()), "cut", m))
        .loop((s, m) -> s.fail(FailureKind.CUT, "the stream ended early", m));
  }

  private static Story standaloneApprovals(Story story) {
    return story
        .outside((s, m) -> request(s, m, Optional.empty()))
        .outside((s, m) -> decide(s, new ApprovalDecision.Approve(), Optional.empty(), m))
        .outside((s, m) -> request(s, m, Optional.of(Duration.ofMinutes(1))))
        .outside(
            (s, m) -> s.withdrawApproval(s.state().approvals().keySet().iterator().next(), "", m));
  }

  private static Session request(Session session, Moment moment, Optional<Duration> time) {
    var request =
        new ApprovalRequest(
            new ApprovalType("deploy"),
            "to production",
            Workshop.arguments("version", "1.2"),
            Optional.empty(),
            List.of());
    var petition = new Petition(Optional.of("it is live"), time, Optional.empty());
    return session.requestApproval(
        new ApprovalId(moment.newId()), request, petition, Workshop.GATE, moment);
  }

  private static Story turnWithinOneTransaction(Story story) {
    return story
        .outside((s, m) -> say(s, "One", Optional.empty(), m).cancelTurn("no", m))
        .outside(
            (s, m) ->
                say(
                    say(s, "Two", Optional.empty(), m).cancelTurn("no", m),
                    "Three",
                    Optional.empty(),
                    m));
  }

  private static Story closedAndDeleted(Story story) {
    return asking(story)
        .outside((s, m) -> s.update(s.state().header().settings().withTitle("Another title"), m))
        .outside(Session::close)
        .outside(Session::delete);
  }

  /** A turn of the coder that runs. */
  public static Story working(Story story) {
    return story.outside((s, m) -> say(s, "Mend it", Optional.of(Workshop.CODER), m)).takenUp();
  }

  /** A turn that waits for somebody to look at an edit. */
  public static Story asking(Story story) {
    Workshop w = story.workshop();
    return working(story)
        .loop((s, m) -> s.reply(w.reply("Writing.", w.write("a.txt", "new")), Workshop.GATE, m));
  }

  /** A message that is refused while something is pending. */
  public static Session say(
      Session session, String text, Optional<AgentName> agent, Moment moment) {
    return session.say(text, agent, IfBusy.REJECT, Workshop.AGENTS, moment);
  }

  /** Decides the pending approval that was asked first. */
  public static Session decide(
      Session session, ApprovalDecision decision, Optional<Preparation> edited, Moment moment) {
    Approval pending =
        session.state().approvals().values().stream()
            .filter(Approval::isPending)
            .min(Comparator.comparing(approval -> approval.id().value()))
            .orElseThrow();
    var check =
        new EditCheck(
            edited.map(preparation -> ((Preparation.Ready) preparation).prepared()), Workshop.GATE);
    return session.decide(pending.id(), decision, pending.digest(), REVIEWER, check, moment);
  }

  /** Puts the calls whose turn it is before the gate. */
  public static Session startFront(Session session, Moment moment) {
    if (session.nextStep() instanceof NextStep.RunTools run) {
      List<Preparation> fresh = run.calls().stream().map(Workshop::again).toList();
      return session.start(fresh, Workshop.GATE, moment).session();
    }
    throw new AssertionError("nothing to run: " + session.nextStep());
  }

  /** The first call that needs an answer. */
  public static OpenCall firstOpen(Session session) {
    return session.state().turn().orElseThrow().batch().unanswered().getFirst();
  }
}
