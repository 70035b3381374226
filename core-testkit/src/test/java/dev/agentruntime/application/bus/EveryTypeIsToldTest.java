package dev.agentruntime.application.bus;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.application.session.UpdateSession;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Invariants;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type that there is comes out of what somebody does with a runtime, and belongs to
 * something. A type that comes to be needs a story here.
 */
@Timeout(120)
class EveryTypeIsToldTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"new\"}";
  private static final String ALLOW = "{\"rules\":[{\"id\":\"all\",\"decision\":\"allow\"}]}";

  private static final Map<String, Consumer<Told>> STORIES =
      Map.ofEntries(
          Map.entry("an agent is chosen, hands over and asks", EveryTypeIsToldTest::routed),
          Map.entry("calls are approved, rejected and fail", EveryTypeIsToldTest::decided),
          Map.entry("a call is denied", EveryTypeIsToldTest::denied),
          Map.entry("several people agree", EveryTypeIsToldTest::voted),
          Map.entry("a request is withdrawn", EveryTypeIsToldTest::withdrawn),
          Map.entry("nobody decides", EveryTypeIsToldTest::undecided),
          Map.entry("a client never answers", EveryTypeIsToldTest::clientIsGone),
          Map.entry("a turn is cancelled", EveryTypeIsToldTest::cancelled),
          Map.entry("a newer message takes a turn's place", EveryTypeIsToldTest::superseded),
          Map.entry("a limit ends a turn", EveryTypeIsToldTest::limited),
          Map.entry("the model breaks off", EveryTypeIsToldTest::brokenOff),
          Map.entry("a process dies while it reads", EveryTypeIsToldTest::diesReading),
          Map.entry("a process dies while a command runs", EveryTypeIsToldTest::diesRunning),
          Map.entry("a session is set, closed and deleted", EveryTypeIsToldTest::ended),
          Map.entry("the log is counted with each sweep", EveryTypeIsToldTest::counted),
          Map.entry("the store is away for a while", EveryTypeIsToldTest::away));

  /** A story, and all that the buses of its processes tell of it. */
  private static final class Told {
    private final Scenario story = Scenario.given();
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();

    /** From here on, what the process at hand tells is heard. */
    Scenario heard() {
      story.runtime().bus().subscribe(EventSubscriber.ofAll("ear"), events::add);
      return story;
    }

    Set<String> types() {
      return events.stream().map(BusEvent::type).collect(toSet());
    }
  }

  /** To its end: buses that are closed tell first what they have. */
  private static Told tell(String name) {
    var told = new Told();
    try (told.story) {
      STORIES.get(name).accept(told);
    }
    return told;
  }

  static List<String> stories() {
    return STORIES.keySet().stream().sorted().toList();
  }

  @Test
  void every_type_there_is_is_told() {
    Set<String> told =
        stories().stream().flatMap(name -> tell(name).types().stream()).collect(toSet());

    assertThat(told).containsExactlyInAnyOrderElementsOf(EventTypes.TOLD);
  }

  @ParameterizedTest
  @MethodSource("stories")
  void whatever_is_told_belongs_to_something_and_has_a_cause(String name) {
    Told told = tell(name);
    List<RecordedEvent> log =
        told
            .story
            .store()
            .reads()
            .ledger(new LedgerQuery(Optional.empty(), Optional.empty(), 1_000))
            .stream()
            .map(LedgerEntry::event)
            .toList();
    log.stream()
        .map(RecordedEvent::session)
        .distinct()
        .forEach(session -> Invariants.check(told.story.store(), session));

    Set<UUID> system = new HashSet<>();
    for (BusEvent event : told.events) {
      switch (event) {
        case RecordedBusEvent recorded -> assertThat(log).contains(recorded.entry().event());
        case WorkNotice work -> thenBelongs(work, log);
        case SystemNotice notice -> thenBelongs(notice, system);
        case Notice notice -> throw new AssertionError("nobody told " + notice);
      }
    }
    assertThat(told.events).isNotEmpty();
  }

  /** To a turn of its session, and to an event of that turn. */
  private static void thenBelongs(WorkNotice work, List<RecordedEvent> log) {
    Map<UUID, RecordedEvent> ofSession =
        log.stream()
            .filter(event -> Optional.of(event.session()).equals(work.session()))
            .collect(Collectors.toMap(RecordedEvent::id, event -> event));
    Set<UUID> turns =
        ofSession.values().stream()
            .map(RecordedEvent::event)
            .filter(SessionEvent.TurnStarted.class::isInstance)
            .map(event -> ((SessionEvent.TurnStarted) event).turn().value())
            .collect(toSet());
    assertThat(turns).as("the turn of %s", work).contains(work.correlation());
    assertThat(ofSession).as("the cause of %s", work).containsKey(work.causation());
    assertThat(ofSession.get(work.causation()).cause().correlation())
        .as("the turn of the cause of %s", work)
        .isEqualTo(work.correlation());
  }

  /** To a run of the runtime, and to what was told before. */
  private static void thenBelongs(SystemNotice notice, Set<UUID> before) {
    before.add(notice.id());
    boolean begins = notice.fact() instanceof SystemNotice.Fact.Startup;
    assertThat(notice.causation().equals(notice.id())).isEqualTo(begins);
    assertThat(before).as("the run and the cause of %s", notice).contains(notice.causation());
    assertThat(before).contains(notice.correlation());
  }

  private static void routed(Told told) {
    told.story
        .startsWith(Optional.empty())
        .modelRoutes("{\"agent\":\"coder\",\"confidence\":\"high\",\"reason\":\"it is code\"}")
        .modelReplies("", call("switch_mode", "{\"mode\":\"debug\",\"reason\":\"a test fails\"}"))
        .modelCalls(call("ask_followup_question", "{\"question\":\"Which?\"}"))
        .modelReplies("That one.");
    told.heard().userSays("mend it").thenWaitsFor(WaitReason.ANSWER).userSays("this");
    told.story.thenCompletedWith("That one.");
  }

  private static void decided(Told told) {
    told.heard()
        .modelCalls(call("write_file", WRITE), call("execute_command", "{\"command\":\"make\"}"))
        .modelCalls(call("read_file", "{\"path\":\"none\"}"))
        .modelReplies("Done.")
        .userSays("go");
    told.story.approved("write_file").rejected("execute_command", "no");
  }

  private static void denied(Told told) {
    told.story
        .policy("{\"rules\":[{\"id\":\"no\",\"decision\":\"deny\"}]}")
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Then not.");
    told.heard().userSays("write");
  }

  private static void voted(Told told) {
    told.story
        .policy("{\"rules\":[{\"id\":\"two\",\"decision\":\"ask\",\"approvals_needed\":2}]}")
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Done.");
    told.heard().userSays("write");
    Approval asked = told.story.pending("write_file");
    told.story
        .runtime()
        .decide(
            new DecideApproval(
                Owner.LOCAL,
                asked.id(),
                new ApprovalDecision.Approve(),
                asked.digest(),
                new Reviewer("ann", Role.USER),
                Reach.ONCE));
    told.story.approved("write_file");
  }

  private static void withdrawn(Told told) {
    told.heard().modelCalls(call("write_file", WRITE)).modelReplies("Then not.").userSays("write");
    Approval asked = told.story.pending("write_file");
    told.story.runtime().withdraw(new WithdrawApproval(Owner.LOCAL, asked.id(), "a mistake"));
    told.story.settle();
  }

  private static void undecided(Told told) {
    told.heard()
        .runtime()
        .request(
            new RequestApproval(
                Owner.LOCAL,
                Optional.empty(),
                new RequestApproval.Wanted(
                    new ApprovalType("trip"), "to the sea", JsonObject.empty()),
                new Petition(
                    Optional.empty(), Optional.of(Duration.ofMinutes(5)), Optional.empty())));
    told.story.timePasses(Duration.ofMinutes(5)).runtime().expireDue();
  }

  private static void clientIsGone(Told told) {
    told.story
        .clientTools()
        .policy(ALLOW)
        .modelCalls(call("write_file", WRITE))
        .modelReplies("The client is gone.");
    told.heard().userSays("write").timePasses(Duration.ofDays(2)).runtime().expireDue();
    told.story.settle();
  }

  private static void cancelled(Told told) {
    told.heard().modelCalls(call("write_file", WRITE)).userSays("write");
    SessionId session = told.story.open();
    told.story.runtime().cancel(new CancelTurn(Owner.LOCAL, session, "enough"));
    told.story.settle();
  }

  private static void superseded(Told told) {
    told.heard()
        .modelCalls(call("write_file", WRITE))
        .userSays("write")
        .modelReplies("Short.")
        .send("be short", IfBusy.INTERRUPT)
        .settle();
  }

  private static void limited(Told told) {
    told.story
        .limits(new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30)))
        .file("a", "x")
        .modelCalls(call("read_file", "{\"path\":\"a\"}"));
    told.heard().userSays("go").rejected("model_calls", "enough");
  }

  private static void brokenOff(Told told) {
    told.heard()
        .modelDoes(
            (request, deltas) -> {
              deltas.text("Half of");
              return new ChatModel.Outcome.Failed(FailureKind.CUT, "cut");
            })
        .userSays("go");
  }

  private static void diesReading(Told told) {
    var gate = new Gate();
    told.story
        .workspace()
        .reading(
            "a.txt",
            output -> {
              gate.pass();
              return ToolResult.succeeded("read");
            });
    told.story
        .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
        .modelReplies("Done.")
        .send("go", IfBusy.REJECT);
    goesOn(told, gate);
    told.story.thenCompletedWith("Done.");
  }

  private static void diesRunning(Told told) {
    var gate = new Gate();
    told.story
        .approves(ApprovalMode.ALL)
        .command(
            "deploy",
            output -> {
              gate.pass();
              return ToolResult.succeeded("deployed");
            })
        .modelCalls(call("execute_command", "{\"command\":\"deploy\"}"))
        .modelReplies("Done.")
        .send("go", IfBusy.REJECT);
    goesOn(told, gate);
    told.story.rejected("execute_command", "leave it");
  }

  /** The process dies where it is held; another one, which is heard, goes on. */
  private static void goesOn(Told told, Gate gate) {
    gate.awaitReached();
    told.story.processDies().timePasses(LeaseTerms.DEFAULT.time());
    gate.open();
    told.heard().settle();
  }

  private static void ended(Told told) {
    told.heard();
    SessionId session = told.story.open();
    told.story
        .runtime()
        .update(
            new UpdateSession(
                Owner.LOCAL, session, settings -> settings.withTitle("Another title")));
    told.story.runtime().close(new CloseSession(Owner.LOCAL, session));
    told.story.runtime().delete(new DeleteSession(Owner.LOCAL, session));
  }

  private static void counted(Told told) {
    var often = Duration.ofMillis(10);
    var done = new CountDownLatch(1);
    told.story.running(
        new RunnerSettings(
            new LeaseTerms(
                Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5), often),
            session -> true,
            Optional.of(new RunnerSettings.Sweep(often, new RunnerFilter(true, Set.of())))));
    told.heard()
        .runtime()
        .bus()
        .subscribe(
            EventSubscriber.of("waiting", EventSelector.matching("metrics.collected")),
            event -> done.countDown());
    told.story.modelReplies("Done.").userSays("go");
    Gate.await(done, "nothing was counted");
  }

  private static void away(Told told) {
    told.heard();
    told.story
        .store()
        .beforeCommit(
            result -> {
              throw new PersistenceException("away", null);
            });
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(told.story.runtime()::expireDue);
    told.story.store().beforeCommit(result -> {});
  }
}
