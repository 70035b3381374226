package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalDecision.Approve;
import dev.agentruntime.domain.approval.ApprovalDecision.ApproveWithEdits;
import dev.agentruntime.domain.approval.ApprovalDecision.Reject;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.PendingApprovalState.Expired;
import dev.agentruntime.domain.approval.PendingApprovalState.Rejected;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What rules say of how a request is decided: by how many, by whom, until when. */
class ApprovalTermsTest {

  private static final Reviewer ANN = new Reviewer("ann", Role.USER);
  private static final Reviewer BOB = new Reviewer("bob", Role.APPROVER);
  private static final Reviewer EVE = new Reviewer("eve", Role.ADMIN);
  private static final JsonObject CHANGED = JsonObject.builder().put("version", "2").build();

  private final Play play = Play.coder().says("go").takesUp();

  private static ApprovalTerms needed(int needed, Role... roles) {
    return new ApprovalTerms(needed, Set.of(roles), Optional.empty(), OnTimeout.REJECT);
  }

  private static ApprovalTerms within(Duration timeout, OnTimeout onTimeout) {
    return new ApprovalTerms(1, Set.of(), Optional.of(timeout), onTimeout);
  }

  private Play under(ApprovalTerms terms) {
    return play.policy(
        new ApprovalPolicy(
            PolicyVersion.ofOwner(3),
            true,
            List.of(Play.rule("r", Ruling.ASK, ".*", terms)),
            Ruling.ASK));
  }

  private Approval asked(Petition petition) {
    ApprovalId id =
        play.requests(new ApprovalId(play.id()), "deploy", JsonObject.empty(), petition);
    return play.session().state().approvals().get(id);
  }

  private Approval asked() {
    return asked(new Petition(Optional.empty(), Optional.empty(), Optional.of("ann")));
  }

  private Approval askedUnder(ApprovalTerms terms) {
    under(terms);
    return asked();
  }

  private Approval now(Approval approval) {
    return play.session().state().approvals().get(approval.id());
  }

  private Refusal refusal(Approval approval, ApprovalDecision decision, Reviewer by) {
    return Play.refusalOf(() -> play.decides(approval, decision, by));
  }

  @Test
  void as_many_different_people_as_are_needed_have_to_approve() {
    Approval approval = askedUnder(needed(2));

    play.decides(approval, new Approve(), BOB);
    assertThat(play.eventTypes()).containsExactly("approval.voted");
    assertThat(now(approval).votes())
        .containsExactly(new Vote(BOB, Optional.empty(), play.moment().at()));
    assertThat(now(approval).isPending()).isTrue();

    play.decides(approval, new Approve(), BOB);
    assertThat(play.eventTypes()).as("one person has one vote").isEmpty();

    play.decides(approval, new Approve(), EVE);
    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isEqualTo(new Approved(approval.request(), false, "eve", play.moment().at()));
  }

  @Test
  void a_person_is_the_same_however_their_name_is_written() {
    Approval approval = askedUnder(needed(2));
    play.decides(approval, new Approve(), BOB);
    for (String other : List.of("Bob", "BOB", "\uFF22ob", "bo\u200Bb", "\u00ADbob\u2060")) {
      play.decides(approval, new Approve(), new Reviewer(other, Role.ADMIN));
      assertThat(play.eventTypes()).as(other).isEmpty();
    }
    assertThat(refusal(approval, new Approve(), new Reviewer("Ann", Role.ADMIN)).message())
        .contains("Ann asked for it");
    assertThat(now(approval).isPending()).isTrue();
  }

  @Test
  void a_call_runs_only_after_the_last_of_them() {
    Preparation call = play.write("a", "1");
    under(needed(2)).replies(call);
    Approval approval = play.pending(call);

    play.decides(approval, new Approve(), BOB);
    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.APPROVAL));

    play.decides(approval, new Approve(), EVE);
    assertThat(play.takesUp().starts()).hasSize(1);
  }

  @Test
  void one_rejection_ends_it() {
    Approval approval = askedUnder(needed(3));

    play.decides(approval, new Approve(), BOB).decides(approval, new Reject("no"), EVE);

    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isEqualTo(new Rejected("no", "eve", play.moment().at()));
  }

  @Test
  void only_votes_for_the_same_thing_count_together() {
    Approval approval = askedUnder(needed(2));
    play.decides(approval, new ApproveWithEdits(CHANGED), BOB);

    play.decides(approval, new Approve(), EVE);
    assertThat(play.eventTypes()).containsExactly("approval.voted");

    play.decides(approval, new ApproveWithEdits(CHANGED), new Reviewer("dan", Role.USER));
    var granted = (Approved) play.last(SessionEvent.ApprovalClosed.class).outcome();
    assertThat(granted.edited()).isTrue();
    assertThat(granted.granted().details()).isEqualTo(CHANGED);
  }

  @Test
  void a_vote_is_not_turned_into_another_one() {
    Approval approval = askedUnder(needed(2));
    play.decides(approval, new Approve(), BOB);

    assertThat(refusal(approval, new ApproveWithEdits(CHANGED), BOB).message())
        .startsWith("bob approved approval " + approval.id() + " already at ");

    Approval other = asked();
    play.decides(other, new ApproveWithEdits(CHANGED), BOB);
    assertThat(refusal(other, new Approve(), BOB).message())
        .startsWith("bob approved an edit of approval " + other.id());
  }

  @Test
  void whoever_asked_has_no_say_where_others_are_wanted() {
    Approval approval = askedUnder(needed(2));

    assertThat(refusal(approval, new Approve(), ANN).message())
        .isEqualTo(
            "somebody else has to decide this: ann asked for it, and others have to decide it");

    Approval own = askedUnder(needed(1));
    play.decides(own, new Approve(), ANN);
    assertThat(play.eventTypes()).containsExactly("approval.approved");
  }

  @Test
  void a_rule_names_who_may_decide() {
    Approval approval = askedUnder(needed(1, Role.APPROVER));

    var dan = new Reviewer("dan", Role.USER);
    assertThat(refusal(approval, new Approve(), dan).message())
        .isEqualTo("somebody else has to decide this: it is decided by approver, and dan is user");
    assertThat(refusal(approval, new Reject(""), dan)).isInstanceOf(Refusal.NotTheirs.class);

    play.decides(approval, new Approve(), EVE);
    assertThat(play.eventTypes()).as("admins are approvers").containsExactly("approval.approved");

    Approval several = askedUnder(needed(1, Role.ADMIN, Role.APPROVER));
    assertThat(refusal(several, new Approve(), dan).message()).contains("approver or admin");
  }

  @Test
  void the_rule_and_what_it_asked_for_are_kept_with_the_request() {
    Approval approval = askedUnder(needed(2, Role.APPROVER));

    assertThat(approval.asked().basis())
        .isEqualTo(
            new Approval.Basis(
                Optional.of(new Verdict.Explanation("r", PolicyVersion.ofOwner(3), "rule r")),
                needed(2, Role.APPROVER),
                Optional.of("ann")));
    assertThat(approval.asked().reason()).isEqualTo("rule r");

    under(needed(1));
    play.decides(approval, new Approve(), BOB);
    assertThat(now(approval).isPending()).as("loosening approves nothing that waits").isTrue();
  }

  @Test
  void nobody_decides_after_the_deadline() {
    Approval approval = askedUnder(within(Duration.ofMinutes(5), OnTimeout.REJECT));
    assertThat(approval.asked().deadline()).contains(play.moment().at().plusSeconds(300));
    play.later(Duration.ofMinutes(5));

    assertThat(refusal(approval, new Approve(), BOB))
        .isEqualTo(new Refusal.Expired(approval.id(), play.moment().at(), OnTimeout.REJECT));
    assertThat(refusal(approval, new Approve(), BOB).message())
        .contains("expired at", "silence counts as a no");

    play.act(session -> session.expire(play.gate(), play.moment()));
    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isEqualTo(new Expired(play.moment().at()));
  }

  @Test
  void a_call_whose_time_is_over_is_answered() {
    Preparation call = play.write("a", "1");
    under(within(Duration.ofMinutes(5), OnTimeout.REJECT)).replies(call);

    play.later(Duration.ofMinutes(4)).act(session -> session.expire(play.gate(), play.moment()));
    assertThat(play.events()).isEmpty();
    play.later(Duration.ofMinutes(1)).act(session -> session.expire(play.gate(), play.moment()));

    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.EXPIRED);
  }

  @Test
  void a_rule_may_say_that_silence_approves() {
    Preparation call = play.write("a", "1");
    under(within(Duration.ofMinutes(5), OnTimeout.APPROVE)).replies(call);

    play.later(Duration.ofMinutes(5)).act(session -> session.expire(play.gate(), play.moment()));

    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isInstanceOfSatisfying(
            Approved.class, approved -> assertThat(approved.by()).isEqualTo("(policy)"));
    assertThat(play.takesUp().starts()).hasSize(1);
  }

  @Test
  void a_requester_can_want_less_time_and_never_more() {
    under(within(Duration.ofMinutes(5), OnTimeout.REJECT));

    assertThat(asked(wanting(Duration.ofMinutes(1))).asked().deadline())
        .contains(play.moment().at().plusSeconds(60));
    assertThat(asked(wanting(Duration.ofMinutes(9))).asked().deadline())
        .contains(play.moment().at().plusSeconds(300));
    under(ApprovalTerms.DEFAULT);
    assertThat(asked(wanting(Duration.ofMinutes(9))).asked().deadline())
        .contains(play.moment().at().plusSeconds(540));
  }

  private static Petition wanting(Duration timeout) {
    return new Petition(Optional.of("please"), Optional.of(timeout), Optional.empty());
  }

  @Test
  void what_the_policy_decides_is_recorded_and_waits_for_nobody() {
    play.agreesTo(".*");
    ApprovalId allowed = play.requests("plan", JsonObject.empty());
    assertThat(play.eventTypes()).containsExactly("approval.requested", "approval.approved");
    assertThat(play.session().state().isPending(allowed)).isFalse();

    play.denies(".*").requests("plan", JsonObject.empty());
    assertThat(play.eventTypes()).containsExactly("approval.requested", "approval.rejected");
    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isEqualTo(new Rejected("rule deny", "(policy)", play.moment().at()));
  }

  @Test
  void an_edit_of_any_request_is_put_before_the_policy() {
    Approval approval = askedUnder(ApprovalTerms.DEFAULT);
    play.denies(".*");

    assertThat(refusal(approval, new ApproveWithEdits(CHANGED), BOB).message())
        .contains("the policy denies it (rule deny)");
  }

  @Test
  void a_decided_request_takes_no_vote() {
    Approval decided =
        askedUnder(within(Duration.ofSeconds(1), OnTimeout.REJECT))
            .closed(new Expired(play.moment().at()));

    assertThatIllegalStateException()
        .isThrownBy(() -> decided.with(new Vote(BOB, Optional.empty(), play.moment().at())));
    assertThat(decided.isDue(play.moment().at().plusSeconds(2))).isFalse();
  }

  // What a requester, or whoever edits, could try.

  @Test
  void whoever_is_too_late_is_told_what_silence_counts_as() {
    Approval approval = askedUnder(within(Duration.ofMinutes(5), OnTimeout.APPROVE));
    play.later(Duration.ofMinutes(5));

    assertThat(refusal(approval, new Reject("no"), BOB).message())
        .contains("silence counts as consent where nothing denies it by then");
  }

  @Test
  void a_requester_cannot_choose_when_silence_approves() {
    under(within(Duration.ofHours(24), OnTimeout.APPROVE));
    Approval hurried = asked(wanting(Duration.ofSeconds(1)));
    assertThat(hurried.asked().basis().terms().onTimeout()).isEqualTo(OnTimeout.REJECT);
    for (int hours : new int[] {24, 25}) {
      Approval patient = asked(wanting(Duration.ofHours(hours)));
      assertThat(patient.asked().basis().terms().onTimeout())
          .as("silence of %d hours is not cut short", hours)
          .isEqualTo(OnTimeout.APPROVE);
    }

    play.later(Duration.ofSeconds(2)).act(s -> s.expire(play.gate(), play.moment()));

    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome()).isInstanceOf(Expired.class);
  }

  @Test
  void leaving_out_what_a_denial_looks_at_makes_nothing_easier() {
    var risky =
        new PolicyRule(
            "risky",
            Play.rule("risky", Ruling.DENY, ".*").scope(),
            List.of(new Condition("risk", new Condition.Test.Equals(new JsonString("high"), true))),
            Ruling.DENY,
            "too risky",
            ApprovalTerms.DEFAULT);
    play.policy(
        new ApprovalPolicy(
            PolicyVersion.ofOwner(3),
            true,
            List.of(risky, Play.rule("r", Ruling.ASK, ".*", needed(3, Role.ADMIN))),
            Ruling.ASK));

    assertThat(asked().asked().basis().terms()).isEqualTo(needed(3, Role.ADMIN));
  }

  @Test
  void an_edit_needs_the_people_that_it_would_have_been_asked_of() {
    var production =
        new PolicyRule(
            "production",
            Play.rule("production", Ruling.ASK, ".*").scope(),
            List.of(new Condition("version", new Condition.Test.Equals(new JsonString("2"), true))),
            Ruling.ASK,
            "it is production",
            needed(2, Role.ADMIN));
    play.policy(
        new ApprovalPolicy(
            PolicyVersion.ofOwner(3),
            true,
            List.of(production, Play.rule("r", Ruling.ASK, ".*")),
            Ruling.ASK));
    ApprovalId id = play.requests("deploy", JsonObject.builder().put("version", "1").build());
    Approval approval = play.session().state().approvals().get(id);
    assertThat(approval.asked().basis().terms()).isEqualTo(ApprovalTerms.DEFAULT);

    assertThat(refusal(approval, new ApproveWithEdits(CHANGED), EVE).message())
        .contains("rule production wants more people, or others");
    JsonObject harmless = JsonObject.builder().put("version", "3").build();
    play.decides(approval, new ApproveWithEdits(harmless), EVE);
    assertThat(play.eventTypes()).containsExactly("approval.approved");
  }

  @Test
  void what_is_no_call_is_judged_once_more_when_it_is_approved() {
    Approval approval = askedUnder(ApprovalTerms.DEFAULT);
    play.denies(".*");

    assertThat(refusal(approval, new Approve(), EVE).message())
        .startsWith("the policy denies it by now (rule deny): rule deny; reject it");
    play.decides(approval, new Reject("so be it"), EVE);
    assertThat(play.eventTypes()).containsExactly("approval.rejected");
  }

  @Test
  void silence_approves_nothing_that_is_denied_by_now() {
    askedUnder(within(Duration.ofMinutes(5), OnTimeout.APPROVE));
    play.denies(".*").later(Duration.ofMinutes(5));

    play.act(s -> s.expire(play.gate(), play.moment()));

    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome()).isInstanceOf(Expired.class);
  }

  @Test
  void silence_is_no_person_who_looked() {
    Play busy =
        Play.coder(new TurnLimits(99, 99, 99, 1, 9, Duration.ofHours(9), TurnBudget.NONE))
            .says("go")
            .takesUp();
    busy.replies(busy.freeCommand("a")).runs();
    Preparation asked = busy.write("f", "1");
    busy.policy(
        new ApprovalPolicy(
            PolicyVersion.ofOwner(3),
            true,
            List.of(
                Play.rule(
                    "w",
                    Ruling.ASK,
                    "write_file",
                    within(Duration.ofMinutes(5), OnTimeout.APPROVE)),
                Play.rule("free", Ruling.ALLOW, ".*")),
            Ruling.ASK));
    busy.replies(asked);
    busy.later(Duration.ofMinutes(5)).act(s -> s.expire(busy.gate(), busy.moment()));
    busy.takesUp().runs();
    busy.replies(busy.freeCommand("b"));

    assertThat(busy.next()).isEqualTo(new NextStep.AskForMore(Limit.AUTO_APPROVALS));
  }

  @Test
  void a_session_has_no_more_requests_than_somebody_can_look_at() {
    under(ApprovalTerms.DEFAULT);
    for (int i = 0; i < 100; i++) {
      asked();
    }

    assertThat(Play.refusalOf(this::asked).message())
        .isEqualTo("100 requests of this session wait already; decide or withdraw some first");
  }

  @Test
  void names_are_compared_as_they_are_recorded() {
    Approval approval =
        asked(new Petition(Optional.empty(), Optional.empty(), Optional.of("ann\u2400")));
    under(needed(2));
    Approval own =
        asked(new Petition(Optional.empty(), Optional.empty(), Optional.of("ann\u2400")));

    assertThat(approval.asked().basis().requester()).contains("ann\u2400");
    assertThat(refusal(own, new Approve(), new Reviewer(" ann\u0000 ", Role.ADMIN)))
        .isInstanceOf(Refusal.NotTheirs.class);
    assertThatIllegalArgumentException().isThrownBy(() -> new Reviewer("(policy)", Role.USER));
  }

  @Test
  void a_petition_gives_a_possible_time() {
    for (Duration time : List.of(Duration.ZERO, Duration.ofMillis(1500), Duration.ofDays(366))) {
      assertThatIllegalArgumentException().isThrownBy(() -> wanting(time));
    }
  }

  @Test
  void terms_are_within_bounds() {
    for (int needed : new int[] {0, 11}) {
      assertThatIllegalArgumentException().isThrownBy(() -> needed(needed));
    }
    for (Duration timeout : List.of(Duration.ofMillis(999), Duration.ofDays(365).plusMillis(1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> within(timeout, OnTimeout.REJECT));
    }
    assertThat(needed(ApprovalTerms.MAX_NEEDED).needed()).isEqualTo(10);
    assertThat(within(Duration.ofSeconds(1), OnTimeout.REJECT).timeout()).isPresent();
    assertThat(within(ApprovalTerms.MAX_TIMEOUT, OnTimeout.APPROVE).onTimeout().id())
        .isEqualTo("approve");
  }
}
