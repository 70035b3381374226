package dev.agentruntime.application.approval;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ApprovalStoryTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"hi\"}";
  private static final String DENY_WRITES =
      """
      {"rules":[{"id":"no-writes","subject_pattern":"write_file","decision":"deny",\
      "reason":"hands off"}]}\
      """;

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private Scenario asksToWrite() {
    return story
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Done.")
        .userSays("write")
        .thenWaitsFor(WaitReason.APPROVAL)
        .thenRan();
  }

  @Test
  void an_approved_call_runs_and_is_answered() {
    asksToWrite().approved("write_file").thenRan("write_file").thenCompletedWith("Done.");
    assertThat(story.workspace().content("a.txt")).contains("hi");
    assertThat(story.count("approval.approved")).isEqualTo(1);
  }

  @Test
  void what_goes_on_after_a_decision_names_it_as_its_cause() {
    asksToWrite().approved("write_file").thenRan("write_file").thenCompletedWith("Done.");
    List<RecordedEvent> log = story.events();
    RecordedEvent decided = last(log, "approval.approved");
    assertThat(last(log, "turn.running").cause().causation()).isEqualTo(decided.id());
  }

  private static RecordedEvent last(List<RecordedEvent> log, String type) {
    return log.stream().filter(event -> event.type().equals(type)).toList().getLast();
  }

  @Test
  void an_edited_call_runs_as_edited() {
    asksToWrite()
        .edited("write_file", "{\"path\":\"b.txt\",\"content\":\"ho\"}")
        .thenRan("write_file")
        .thenAnswered(Outcome.SUCCEEDED)
        .thenCompletedWith("Done.");
    assertThat(story.workspace().content("a.txt")).isEmpty();
    assertThat(story.workspace().content("b.txt")).contains("ho");
  }

  @Test
  void an_edit_that_breaks_the_schema_is_refused_and_can_be_made_again() {
    asksToWrite();
    assertThatThrownBy(() -> story.edited("write_file", "{\"path\":\"b.txt\"}"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isInstanceOf(Refusal.EditRefused.class))
        .hasMessageContaining("do not fit the schema")
        .hasMessageNotContaining("call again");
    story.thenWaitsFor(WaitReason.APPROVAL).edited("write_file", WRITE).thenRan("write_file");
  }

  @Test
  void an_edit_that_the_policy_denies_is_refused() {
    story.policy(
        """
        {"rules":[{"id":"no-secrets","subject_pattern":"write_file","decision":"deny",\
        "conditions":{"path_matches":"secrets/.*"},"reason":"secrets"}]}\
        """);
    asksToWrite();
    assertThatThrownBy(
            () -> story.edited("write_file", "{\"path\":\"secrets/k\",\"content\":\"\"}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no-secrets");
  }

  @Test
  void a_rejected_call_is_answered_and_never_runs() {
    asksToWrite()
        .rejected("write_file", "not this file")
        .thenRan()
        .thenAnswered(Outcome.DENIED)
        .thenCompletedWith("Done.");
    assertThat(story.answers().getFirst().content()).contains("not this file");
  }

  @Test
  void a_denied_call_is_answered_at_once_and_nobody_is_asked() {
    story
        .policy(DENY_WRITES)
        .modelCalls(call("write_file", WRITE))
        .modelReplies("Then not.")
        .userSays("write")
        .thenRan()
        .thenAnswered(Outcome.DENIED)
        .thenCompletedWith("Then not.");
    assertThat(story.answers().getFirst().content()).contains("no-writes", "hands off");
    assertThat(story.count("approval.requested")).isZero();
  }

  @Test
  void a_file_that_changed_since_it_was_approved_is_asked_for_again() {
    story.file("a.txt", "one").modelCalls(call("write_file", WRITE)).modelReplies("Done.");
    story.userSays("write");
    story.file("a.txt", "two").approved("write_file").thenRan();
    Approval again = story.pending("write_file");
    assertThat(again.asked().reason()).contains("changed since it was approved: a.txt");
    story.approved("write_file").thenRan("write_file").thenCompletedWith("Done.");
  }

  @Test
  void a_policy_that_denies_by_now_wins_over_an_approval() {
    asksToWrite();
    story.policy(DENY_WRITES).anotherProcess().approved("write_file").thenRan();
    story.thenAnswered(Outcome.DENIED).thenCompletedWith("Done.");
  }

  @Test
  void a_policy_that_asks_by_now_is_satisfied_by_the_decision() {
    asksToWrite();
    story.approves(ApprovalMode.NONE).anotherProcess().approved("write_file");
    story.thenRan("write_file").thenCompletedWith("Done.");
  }

  @Test
  void all_approvals_of_one_reply_are_asked_for_at_once() {
    story
        .modelCalls(
            call("write_file", WRITE),
            call("execute_command", "{\"command\":\"make\"}"),
            call("write_file", "{\"path\":\"b.txt\",\"content\":\"\"}"))
        .modelReplies("Done.")
        .command("make", output -> ToolResult.succeeded("made"))
        .userSays("go");
    assertThat(story.pending()).hasSize(3);
    List<Approval> asked = new ArrayList<>(story.pending());
    // In any order, and what runs still runs in the model's.
    for (Approval approval : asked) {
      story.decide(approval, new ApprovalDecision.Approve());
    }
    story
        .settle()
        .thenRan("write_file", "execute_command", "write_file")
        .thenCompletedWith("Done.");
  }

  @Test
  void the_same_decision_again_is_the_same_answer_and_another_one_meets_the_winner() {
    asksToWrite();
    Approval approval = story.pending("write_file");
    story.decide(approval, new ApprovalDecision.Approve());
    assertThat(story.decide(approval, new ApprovalDecision.Approve()).state().id())
        .isEqualTo("approved");
    assertThatThrownBy(() -> story.decide(approval, new ApprovalDecision.Reject("no")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(((Refusal.AlreadyDecided) e.refusal()).winner().id())
                    .isEqualTo(approval.id()));
    story.settle().thenRan("write_file");
  }

  @Test
  void of_two_decisions_at_the_same_time_one_wins() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (Scenario race = Scenario.given()) {
        race.modelCalls(call("write_file", WRITE)).modelReplies("Done.").userSays("write");
        race(race);
      }
    }
  }

  private static void race(Scenario race) throws InterruptedException, ExecutionException {
    Approval approval = race.pending("write_file");
    var ready = new CountDownLatch(2);
    Callable<String> approve = () -> decide(race, approval, new ApprovalDecision.Approve(), ready);
    Callable<String> reject = () -> decide(race, approval, new ApprovalDecision.Reject(""), ready);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> said = threads.invokeAll(List.of(approve, reject));
      String winner =
          race.runtime().get(new GetApproval(Owner.LOCAL, approval.id())).approval().state().id();
      assertThat(List.of(said.get(0).get(), said.get(1).get()))
          .containsExactlyInAnyOrder(winner, "lost to " + winner);
    }
    race.settle().thenAnswered(race.answers().getFirst().outcome());
  }

  private static String decide(
      Scenario race, Approval approval, ApprovalDecision decision, CountDownLatch ready)
      throws InterruptedException {
    ready.countDown();
    ready.await();
    try {
      return race.decide(approval, decision).state().id();
    } catch (RefusedException e) {
      return "lost to " + ((Refusal.AlreadyDecided) e.refusal()).winner().state().id();
    }
  }

  @Test
  void an_edit_that_comes_a_moment_too_late_meets_the_winner() {
    asksToWrite();
    Approval approval = story.pending("write_file");
    var first = new AtomicBoolean(true);
    story
        .workspace()
        .beforePreview(
            tool -> {
              // While the edit is looked at, somebody else rejects.
              if (first.getAndSet(false)) {
                story.decide(approval, new ApprovalDecision.Reject("no"));
              }
            });
    assertThatThrownBy(
            () ->
                story.decide(
                    approval, new ApprovalDecision.ApproveWithEdits(JsonText.readObject(WRITE))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("rejected already");
    story.settle().thenAnswered(Outcome.DENIED).thenRan();
  }

  @Test
  void more_policies_than_are_kept_are_still_the_right_ones() {
    var policies = new PoliciesInForce(ApprovalMode.NONE.document());
    story.open();
    for (int i = 1; i <= 250; i++) {
      int version = i;
      int found =
          story
              .store()
              .inTransaction(
                  work -> {
                    work.policies()
                        .add(
                            new PolicyRepository.Version(
                                Owner.LOCAL,
                                Optional.empty(),
                                version,
                                ApprovalMode.ALL.document(),
                                false,
                                new PolicyRepository.Put("a person", "", work.now())));
                    return policies
                        .gate(work, session(work))
                        .policy()
                        .policies()
                        .getFirst()
                        .version()
                        .number();
                  });
      assertThat(found).isEqualTo(version);
    }
  }

  private Session session(UnitOfWork work) {
    return work.sessions().find(story.open()).orElseThrow();
  }

  @Test
  void a_decision_on_something_else_than_what_was_seen_is_refused() {
    asksToWrite();
    Approval approval = story.pending("write_file");
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .decide(
                        new DecideApproval(
                            Owner.LOCAL,
                            approval.id(),
                            new ApprovalDecision.Approve(),
                            Digest.of("something else"),
                            new Reviewer("a person", Role.USER),
                            Reach.ONCE)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(new Refusal.StaleDigest(approval.digest())));
    story.thenWaitsFor(WaitReason.APPROVAL);
  }

  @Test
  void an_approval_nobody_asked_for_cannot_be_decided() {
    story.open();
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .decide(
                        new DecideApproval(
                            Owner.LOCAL,
                            new ApprovalId(UUID.randomUUID()),
                            new ApprovalDecision.Approve(),
                            Digest.of("x"),
                            new Reviewer("a person", Role.USER),
                            Reach.ONCE)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is no approval");
  }

  @Test
  void another_owner_neither_sees_nor_decides_it() {
    asksToWrite();
    Approval approval = story.pending("write_file");
    var stranger = new Owner("stranger");
    assertThatThrownBy(() -> story.runtime().get(new GetApproval(stranger, approval.id())))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .decide(
                        new DecideApproval(
                            stranger,
                            approval.id(),
                            new ApprovalDecision.Approve(),
                            approval.digest(),
                            new Reviewer("a stranger", Role.ADMIN),
                            Reach.ONCE)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there is no approval");
  }

  @Test
  void an_edit_of_a_call_whose_turn_ended_meets_the_winner() {
    asksToWrite();
    Approval approval = story.pending("write_file");
    story
        .runtime()
        .cancel(
            new dev.agentruntime.application.session.CancelTurn(
                Owner.LOCAL, story.open(), "enough"));
    assertThatThrownBy(
            () ->
                story.decide(
                    approval, new ApprovalDecision.ApproveWithEdits(JsonText.readObject(WRITE))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cancelled already");
  }

  private Approval plan() {
    story
        .runtime()
        .request(
            new RequestApproval(
                Owner.LOCAL,
                Optional.of(story.open()),
                new RequestApproval.Wanted(
                    new ApprovalType("release"),
                    "prod\0",
                    JsonObject.builder().put("version", 3).build()),
                new Petition(
                    Optional.of("a release"), Optional.of(Duration.ofHours(1)), Optional.empty())));
    return story.pending("prod\u2400");
  }

  @Test
  void anything_can_be_asked_for_and_approved() {
    Approval asked = plan();
    assertThat(asked.asked().deadline()).contains(asked.asked().at().plus(Duration.ofHours(1)));
    Approval decided = story.decide(asked, new ApprovalDecision.Approve());
    assertThat(decided.state()).isInstanceOf(PendingApprovalState.Approved.class);
    story.settle();
    assertThat(story.pending()).isEmpty();
  }

  @Test
  void anything_can_be_approved_with_changes() {
    Approval asked = plan();
    JsonObject smaller = JsonObject.builder().put("version", 2).build();
    Approval decided = story.decide(asked, new ApprovalDecision.ApproveWithEdits(smaller));
    assertThat(((PendingApprovalState.Approved) decided.state()).granted().details())
        .isEqualTo(smaller);
    assertThat(story.decide(asked, new ApprovalDecision.ApproveWithEdits(smaller)))
        .isEqualTo(decided);
  }

  @Test
  void anything_can_be_rejected() {
    Approval decided = story.decide(plan(), new ApprovalDecision.Reject("not today"));
    assertThat(decided.state()).isInstanceOf(PendingApprovalState.Rejected.class);
  }

  @Test
  void the_runtimes_own_types_are_its_own() {
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .request(
                        new RequestApproval(
                            Owner.LOCAL,
                            Optional.of(story.open()),
                            new RequestApproval.Wanted(
                                ApprovalType.RECOVERY, "x", JsonObject.empty()),
                            new Petition(Optional.empty(), Optional.empty(), Optional.empty()))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("recovery");
  }
}
