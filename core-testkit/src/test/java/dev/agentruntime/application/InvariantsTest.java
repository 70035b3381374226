package dev.agentruntime.application;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionEvent.ToolStarted;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold whatever happens; told by the log and the tools themselves. */
@Timeout(60)
class InvariantsTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"%d\"}";

  /** A story of random calls and random words of people, equal for equal seeds. */
  private static void tell(Scenario story, int seed) {
    var random = new Random(seed);
    story.file("a.txt", "x").command("make", output -> ToolResult.succeeded("made"));
    for (int i = 0; i < 6; i++) {
      story.modelCalls(
          call("read_file", "{\"path\":\"a.txt\"}"),
          call("write_file", WRITE.formatted(random.nextInt(100))),
          call("execute_command", "{\"command\":\"make\"}"),
          call("rm", "{}"),
          call("write_file", "{"));
    }
    story.userSays("go");
    for (int i = 0; i < 12 && !story.pending().isEmpty(); i++) {
      List<Approval> open = story.pending();
      decide(story, open.get(random.nextInt(open.size())), random);
      if (random.nextInt(4) == 0) {
        story.file("a.txt", "changed " + i);
      }
      story.settle();
    }
    story.runtime().cancel(new CancelTurn(Owner.LOCAL, story.open(), "enough"));
    story.settle();
  }

  private static void decide(Scenario story, Approval approval, Random random) {
    try {
      story.decide(
          approval,
          random.nextInt(3) == 0
              ? new ApprovalDecision.Reject("no")
              : new ApprovalDecision.Approve());
    } catch (RefusedException e) {
      // Another one was decided meanwhile: no matter here.
      assertThat(e.refusal()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void no_tool_runs_unauthorized(int seed) {
    try (Scenario story = Scenario.given()) {
      tell(story, seed);
      Map<ToolCallId, ToolStarted> started = new HashMap<>();
      Map<Object, RecordedEvent> approved = new HashMap<>();
      for (RecordedEvent entry : story.events()) {
        switch (entry.event()) {
          case SessionEvent.ApprovalClosed closed when closed.outcome().id().equals("approved") ->
              approved.put(closed.approval(), entry);
          case ToolStarted start -> {
            started.put(start.call(), start);
            if (start.grounds() instanceof AuthorizedCall.Grounds.Person person) {
              assertThat(approved).containsKey(person.approval());
            }
          }
          default -> {}
        }
      }
      List<AuthorizedCall> executed = story.workspace().executed();
      assertThat(executed).isNotEmpty().hasSize(started.size());
      assertThat(executed)
          .allSatisfy(
              call -> {
                assertThat(started).containsKey(call.id());
                assertThat(started.get(call.id()).digest()).isEqualTo(call.digest());
                boolean byPerson = call.grounds() instanceof AuthorizedCall.Grounds.Person;
                assertThat(byPerson).isEqualTo(!call.tool().value().equals("read_file"));
              });
    }
  }

  @Test
  void no_tool_runs_unauthorized_where_the_policy_became_stricter_meanwhile() {
    try (Scenario story = Scenario.given().approves(ApprovalMode.ALL)) {
      story.command(
          "make",
          output -> {
            story.store().inTransaction(InvariantsTest::askForEverything);
            return ToolResult.succeeded("made");
          });
      story
          .modelCalls(
              call("execute_command", "{\"command\":\"make\"}"),
              call("write_file", WRITE.formatted(1)))
          .userSays("go")
          .thenWaitsFor(WaitReason.APPROVAL)
          .thenRan("execute_command");
    }
  }

  private static boolean askForEverything(UnitOfWork work) {
    work.policies()
        .add(
            new PolicyRepository.Version(
                Owner.LOCAL,
                Optional.empty(),
                1,
                ApprovalMode.NONE.document(),
                false,
                new PolicyRepository.Put("a person", "", work.now())));
    return true;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void every_tool_call_is_answered_exactly_once(int seed) {
    try (Scenario story = Scenario.given()) {
      tell(story, seed);
      List<ToolCallId> calls = new ArrayList<>();
      List<ToolCallId> answers = new ArrayList<>();
      for (RecordedEvent entry : story.events()) {
        switch (entry.event()) {
          case SessionEvent.ReplyRecorded said ->
              said.reply().calls().forEach(call -> calls.add(call.id()));
          case SessionEvent.ToolAnswered answered -> answers.add(answered.call());
          default -> {}
        }
      }
      assertThat(calls).isNotEmpty();
      assertThat(answers).containsExactlyInAnyOrderElementsOf(calls);
    }
  }

  @Test
  void nobody_sees_a_durable_event_before_its_commit() {
    try (Scenario story = Scenario.given().approves(ApprovalMode.ALL)) {
      var seen = new CopyOnWriteArrayList<RecordedEvent>();
      var early = new CopyOnWriteArrayList<RecordedEvent>();
      EventFeed.Watcher watcher =
          event -> {
            seen.add(event);
            // The log is read here and now: what is told must be in it.
            if (!story.events().contains(event)) {
              early.add(event);
            }
          };
      story.command("make", output -> ToolResult.succeeded("made"));
      story.modelCalls(call("execute_command", "{\"command\":\"make\"}")).modelReplies("Done.");
      EventFeed.Subscription watch = story.runtime().watch(story.open(), 0, watcher);
      var commits = new AtomicInteger();
      story
          .store()
          .beforeCommit(
              result -> {
                // Every second commit of something fails.
                if (result instanceof Recording && commits.incrementAndGet() % 2 == 0) {
                  throw new PersistenceException("the disk is full", null);
                }
              });
      story.send("go", IfBusy.REJECT);
      for (int i = 0; i < 20 && story.outcome().isEmpty(); i++) {
        settleQuietly(story);
      }
      watch.close();
      assertThat(commits).hasValueGreaterThan(4);
      assertThat(early).isEmpty();
      assertThat(seen).isEqualTo(story.events());
    }
  }

  private static void settleQuietly(Scenario story) {
    try {
      story.runtime().settled(story.open()).join();
    } catch (java.util.concurrent.CompletionException e) {
      assertThat(e).hasCauseInstanceOf(PersistenceException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8})
  void replay_equals_state(int seed) {
    try (Scenario story = Scenario.given()) {
      tell(story, seed);
      List<Session.Dated> log =
          story.events().stream().map(e -> new Session.Dated(e.event(), e.at())).toList();
      assertThat(Session.replay(story.open(), log)).isEqualTo(story.state());
    }
  }
}
