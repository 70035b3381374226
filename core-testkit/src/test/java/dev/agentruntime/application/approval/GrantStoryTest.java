package dev.agentruntime.application.approval;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.query.GrantFilter;
import dev.agentruntime.application.query.ListGrants;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrantStoryTest {

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private static ChatModel.Call write(String path, String content) {
    return call(
        "write_file",
        JsonObject.builder().put("path", path).put("content", content).build().canonical());
  }

  private void grant(Approval approval) {
    grant(approval, Reach.SESSION);
  }

  private void grant(Approval approval, Reach reach) {
    story.decide(approval, new ApprovalDecision.Approve(), reach);
    story.settle();
  }

  private Optional<GrantRule> offered(Approval approval) {
    return story.runtime().offer(new OfferGrant(Owner.LOCAL, approval.id()));
  }

  private List<ApprovalGrant> grants(boolean ended) {
    var filter = new GrantFilter(Optional.empty(), ended, 100, Optional.empty());
    return story.runtime().list(new ListGrants(Owner.LOCAL, filter)).items();
  }

  private static DecideApproval decision(Approval approval, Role role, Reach reach) {
    return new DecideApproval(
        Owner.LOCAL,
        approval.id(),
        new ApprovalDecision.Approve(),
        approval.digest(),
        new Reviewer("somebody", role),
        reach);
  }

  @Test
  void what_is_granted_for_the_session_is_not_asked_again() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    assertThat(offered(asked).map(GrantRule::text)).contains("write_file: a.txt, by coder");

    story.modelCalls(write("a.txt", "2")).modelCalls(write("b.txt", "3"));
    grant(asked);

    story.thenRan("write_file", "write_file").thenWaitsFor(WaitReason.APPROVAL);
    assertThat(story.workspace().content("a.txt")).contains("2");
    assertThat(story.pending("write_file").request().details().strings("paths"))
        .containsExactly("b.txt");
    ApprovalGrant kept = grants(false).getFirst();
    assertThat(kept.session()).contains(story.open());
    assertThat(kept.origin()).isEqualTo(asked.id());
    assertThat(kept.given().by()).isEqualTo("a person");
    assertThat(kept.expiresAt()).isEmpty();
    assertThat(story.runtime().get(new GetGrant(Owner.LOCAL, kept.id()))).isEqualTo(kept);
    assertThat(offered(asked)).as("it is decided").isEmpty();
  }

  @Test
  void a_granted_command_runs_again_and_one_with_another_argument_asks() {
    List.of("npm test", "npm  'test'", "npm test -- -u")
        .forEach(line -> story.command(line, output -> ToolResult.succeeded("ok")));
    story.modelCalls(run("npm test")).userSays("test");
    story.modelCalls(run("npm  'test'")).modelCalls(run("npm test -- -u"));
    grant(story.pending("execute_command"));

    story.thenRan("execute_command", "execute_command").thenWaitsFor(WaitReason.APPROVAL);
    assertThat(story.pending("execute_command").request().details().string("command"))
        .contains("npm test -- -u");
  }

  private static ChatModel.Call run(String line) {
    return call("execute_command", JsonObject.builder().put("command", line).build().canonical());
  }

  @Test
  void a_grant_for_a_session_outlives_the_process_and_holds_in_no_other_session() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    grant(story.pending("write_file"));
    story
        .processStops()
        .modelCalls(write("a.txt", "2"))
        .modelReplies("Done.")
        .userSays("again")
        .thenRan("write_file", "write_file")
        .thenCompletedWith("Done.");

    story.anotherSession().modelCalls(write("a.txt", "3")).userSays("write");
    story.thenWaitsFor(WaitReason.APPROVAL);
  }

  @Test
  void a_grant_for_always_holds_in_every_session_until_its_time_is_over() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    grant(
        story.pending("write_file"),
        new Reach(Reach.Scope.ALWAYS, Optional.of(Duration.ofHours(1))));
    assertThat(grants(false).getFirst().session()).isEmpty();

    story.anotherSession().modelCalls(write("a.txt", "2")).modelReplies("Done.").userSays("write");
    story.thenCompletedWith("Done.");

    assertThat(checkedInNewSession()).isEqualTo(Ruling.ALLOW);
    story.timePasses(Duration.ofHours(1));
    assertThat(checkedInNewSession()).isEqualTo(Ruling.ASK);
    assertThat(grants(false)).isEmpty();
    assertThat(grants(true)).hasSize(1);
    story.modelCalls(write("a.txt", "3")).userSays("write").thenWaitsFor(WaitReason.APPROVAL);
  }

  /** What would become of a write to a.txt in a session that is yet to come. */
  private Ruling checkedInNewSession() {
    var where = new CheckCall.Where.InFolder("/w", ApprovalMode.READS.document());
    JsonObject arguments = JsonObject.builder().put("path", "a.txt").put("content", "4").build();
    var coder = Optional.of(new AgentName("coder"));
    var call = new CheckCall(Owner.LOCAL, where, coder, "write_file", arguments);
    return ((CallCheck.Judged) story.runtime().check(call)).findings().verdict().ruling();
  }

  @Test
  void a_grant_for_always_ends_within_a_month_where_nothing_is_said() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    grant(story.pending("write_file"), new Reach(Reach.Scope.ALWAYS, Optional.empty()));

    ApprovalGrant kept = grants(false).getFirst();
    assertThat(kept.expiresAt()).contains(kept.given().at().plus(Reach.USUAL));
  }

  @Test
  void a_grant_is_the_agents_who_asked_and_not_another_ones() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    String agent = story.pending("write_file").request().agent().orElseThrow().value();
    grant(story.pending("write_file"));

    assertThat(grants(false).getFirst().rule().rule().string("agent")).contains(agent);
  }

  @Test
  void a_revoked_grant_answers_nothing_more() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    grant(story.pending("write_file"));
    var revoke =
        new RevokeGrant(Owner.LOCAL, grants(false).getFirst().id(), new Reviewer("bob", Role.USER));

    ApprovalGrant revoked = story.runtime().revoke(revoke);

    assertThat(revoked.revoked().map(ApprovalGrant.Mark::by)).contains("bob");
    assertThat(story.runtime().revoke(revoke)).as("once is enough").isEqualTo(revoked);
    assertThat(grants(false)).isEmpty();
    story.modelCalls(write("a.txt", "2")).userSays("again").thenWaitsFor(WaitReason.APPROVAL);
  }

  @Test
  void what_holds_for_all_sessions_is_an_admins_matter() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    Approval asked = story.pending("write_file");
    var always = new Reach(Reach.Scope.ALWAYS, Optional.empty());
    assertThatThrownBy(() -> story.runtime().decide(decision(asked, Role.APPROVER, always)))
        .hasMessageContaining("granted by admins");
    assertThat(story.pending()).contains(asked);

    grant(asked, always);
    GrantId id = grants(false).getFirst().id();
    var approver = new Reviewer("bob", Role.APPROVER);
    assertThatThrownBy(() -> story.runtime().revoke(new RevokeGrant(Owner.LOCAL, id, approver)))
        .hasMessageContaining("revoked by admins");
    assertThatThrownBy(
            () -> story.runtime().revoke(new RevokeGrant(new Owner("stranger"), id, approver)))
        .hasMessageContaining("there is no grant");

    story.runtime().revoke(new RevokeGrant(Owner.LOCAL, id, new Reviewer("eve", Role.ADMIN)));
    assertThat(grants(false)).isEmpty();
  }

  @Test
  void a_denial_stands_over_what_a_person_granted() {
    story.policy(
        """
        {"rules":[{"id":"frozen","subject_pattern":"write_file","decision":"deny",\
        "conditions":{"size_gt":3}}]}\
        """);
    story
        .modelCalls(write("a.txt", "1"))
        .userSays("write")
        .modelCalls(write("a.txt", "too long"))
        .modelReplies("Done.");
    grant(story.pending("write_file"));

    story.thenRan("write_file").thenAnswered(Outcome.SUCCEEDED, Outcome.DENIED);
  }

  @Test
  void a_rule_that_wants_several_people_is_not_granted_away() {
    story.policy(
        """
        {"rules":[{"id":"four-eyes","subject_pattern":"write_file","decision":"ask",\
        "approvals_needed":2}]}\
        """);
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    Approval asked = story.pending("write_file");
    assertThat(offered(asked)).isEmpty();

    story.runtime().decide(decision(asked, Role.USER, Reach.SESSION));
    assertThat(story.pending()).as("one vote of two grants nothing").hasSize(1);
    assertThat(grants(true)).isEmpty();
    assertThatThrownBy(() -> story.decide(asked, new ApprovalDecision.Approve(), Reach.SESSION))
        .hasMessageContaining("no grant would let run unasked");
    assertThat(grants(true)).isEmpty();
    story.approved("write_file").thenCompletedWith("Done.");
  }

  @Test
  void a_file_for_secrets_is_asked_for_until_a_grant_names_it() {
    story.workspace().secretFile(".env", "KEY=1").file("a.txt", "");
    ChatModel.Call read = call("read_file", "{\"path\":\".env\"}");
    story
        .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
        .modelCalls(read)
        .userSays("read")
        .thenRan("read_file")
        .thenWaitsFor(WaitReason.APPROVAL);
    Approval asked = story.pending("read_file");
    assertThat(asked.asked().reason()).contains("secrets");
    story.modelCalls(read).modelReplies("Done.");
    grant(asked);
    story.thenRan("read_file", "read_file", "read_file").thenCompletedWith("Done.");
  }

  @Test
  void granting_it_twice_is_granting_it_once() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    Approval asked = story.pending("write_file");
    grant(asked);
    grant(asked);
    assertThat(grants(true)).hasSize(1);
  }

  @Test
  void grants_given_at_the_same_time_are_all_kept() throws Exception {
    var paths = List.of("a", "b", "c", "d", "e", "f");
    story
        .modelCalls(paths.stream().map(path -> write(path, "1")).toArray(ChatModel.Call[]::new))
        .modelReplies("Done.")
        .userSays("write");
    var tasks = new ArrayList<Callable<Approval>>();
    story
        .pending()
        .forEach(
            asked ->
                tasks.add(
                    () -> story.decide(asked, new ApprovalDecision.Approve(), Reach.SESSION)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Approval> decided : threads.invokeAll(tasks)) {
        decided.get();
      }
    }
    assertThat(grants(false)).hasSize(paths.size());
  }

  @Test
  void only_what_is_approved_as_it_was_asked_reaches_further() {
    story.modelCalls(write("a.txt", "1")).modelReplies("Done.").userSays("write");
    Approval asked = story.pending("write_file");
    for (ApprovalDecision other :
        List.of(
            new ApprovalDecision.Reject("no"),
            new ApprovalDecision.ApproveWithEdits(asked.request().details()))) {
      assertThatThrownBy(() -> story.decide(asked, other, Reach.SESSION))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("approved as it was asked");
    }
    assertThat(story.pending()).contains(asked);
  }

  @Test
  void a_request_that_no_rule_can_name_exactly_is_refused() {
    story.modelCalls(write(".git/hooks/pre-commit", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    assertThat(offered(asked)).isEmpty();
    assertThatThrownBy(() -> story.decide(asked, new ApprovalDecision.Approve(), Reach.SESSION))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no rule would allow exactly");
    assertThat(grants(true)).isEmpty();
    assertThat(story.pending()).as("nothing is decided").contains(asked);
  }

  /** A rule that allows does not settle whether another one forbids: it would be asked again. */
  @Test
  void what_a_denial_may_forbid_is_not_granted() {
    story
        .policy(
            """
            {"rules":[{"id":"no-rm","subject_pattern":"execute_command","decision":"deny",\
            "conditions":{"command_in":["rm *"]}}]}\
            """)
        .modelCalls(run("unknown-tool rm x"))
        .userSays("clean");
    Approval asked = story.pending("execute_command");

    assertThat(GrantRule.of(asked)).isPresent();
    assertThat(offered(asked)).isEmpty();
    assertThatThrownBy(() -> story.decide(asked, new ApprovalDecision.Approve(), Reach.SESSION))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot tell whether rule no-rm forbids this")
        .hasMessageContaining("decide it alone");
    assertThat(grants(true)).isEmpty();
  }

  @Test
  void a_session_has_no_more_grants_than_can_be_asked_before_every_call() {
    story.modelCalls(write("a.txt", "1")).userSays("write");
    Approval asked = story.pending("write_file");
    GrantRule rule = GrantRule.of(asked).orElseThrow();
    story
        .store()
        .inTransaction(
            work -> {
              for (int i = 0; i < 200; i++) {
                work.grants()
                    .add(
                        new ApprovalGrant(
                            new GrantId(new UUID(3, i)),
                            Owner.LOCAL,
                            Optional.of(story.open()),
                            new GrantRule(
                                JsonText.readObject(
                                    rule.rule().canonical().replace("a.txt", "other.txt")),
                                "other"),
                            asked.id(),
                            new ApprovalGrant.Mark("ann", work.now()),
                            Optional.empty(),
                            Optional.empty()));
              }
              return true;
            });

    assertThatThrownBy(() -> story.decide(asked, new ApprovalDecision.Approve(), Reach.SESSION))
        .hasMessageContaining("200 grants hold in this session already");
    assertThat(story.pending()).contains(asked);
  }

  @Test
  void a_reach_is_within_bounds() {
    for (Duration time : List.of(Duration.ofMillis(999), Duration.ofDays(366))) {
      assertThatThrownBy(() -> new Reach(Reach.Scope.ALWAYS, Optional.of(time)))
          .hasMessageContaining("1 second to 365 days");
    }
    assertThatThrownBy(() -> new Reach(Reach.Scope.ONCE, Optional.of(Duration.ofDays(1))))
        .hasMessageContaining("once");
    for (Duration time : List.of(Duration.ofSeconds(1), Duration.ofDays(365))) {
      assertThat(new Reach(Reach.Scope.SESSION, Optional.of(time)).lasts()).contains(time);
    }
    assertThat(new Reach(Reach.Scope.ONCE, Optional.empty())).isEqualTo(Reach.ONCE);
  }
}
