package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.DiffPolicies;
import dev.agentruntime.application.approval.GetGrant;
import dev.agentruntime.application.approval.GetPolicy;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.approval.ListPolicyVersions;
import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.approval.PolicyDiff;
import dev.agentruntime.application.approval.PolicyTrial;
import dev.agentruntime.application.approval.PolicyView;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.RollBackPolicy;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.approval.Signature;
import dev.agentruntime.application.approval.TryPolicy;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.RetentionRepository.Checkpoint;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.GrantFilter;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ListGrants;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.application.session.CloseIdleHandler;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.application.session.ExpireDueHandler;
import dev.agentruntime.application.session.ForgetRequestsHandler;
import dev.agentruntime.application.session.Housekeeping;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalDecision.Approve;
import dev.agentruntime.domain.approval.ApprovalDecision.Reject;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.PendingApprovalState.Cancelled;
import dev.agentruntime.domain.approval.PendingApprovalState.Expired;
import dev.agentruntime.domain.approval.PendingApprovalState.Rejected;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a store owes people who approve: requests in and outside of sessions, votes, grants and the
 * versions of policies. Two runtimes share the store, as two processes would. Each test uses owners
 * of its own, so a store may be shared.
 */
@Timeout(120)
public abstract class ApprovalContract {

  private static final long PATIENCE_SECONDS = 60;
  private static final int MANY = 8;

  private static final Reviewer ANN = new Reviewer("ann", Role.USER);
  private static final Reviewer BOB = new Reviewer("bob", Role.APPROVER);
  private static final Reviewer EVE = new Reviewer("eve", Role.ADMIN);

  private static final JsonObject FOUR_EYES =
      JsonText.readObject(
          "{\"rules\":[{\"id\":\"two\",\"decision\":\"ask\",\"approvals_needed\":2}]}");
  private static final JsonObject ASKS =
      JsonText.readObject("{\"rules\":[{\"id\":\"asks\",\"decision\":\"ask\"}]}");
  private static final JsonObject ALLOWS =
      JsonText.readObject("{\"rules\":[{\"id\":\"allows\",\"decision\":\"allow\"}]}");
  private static final JsonObject DENIES =
      JsonText.readObject("{\"rules\":[{\"id\":\"denies\",\"decision\":\"deny\"}]}");

  private final Supplier<UUID> ids = new CountingIds();
  private final FakeChatModel model = new FakeChatModel(what -> {});
  private Persistence persistence;
  private Owner owner;
  private AgentRuntime here;
  private AgentRuntime there;

  /** The store to test. Its clock must follow {@link #advance}. */
  protected abstract Persistence open() throws Exception;

  /** Moves the store's clock on. */
  protected abstract void advance(Duration time);

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
    owner = new Owner("owner-" + ids.get());
    here = runtime();
    there = runtime();
  }

  private AgentRuntime runtime() {
    return AgentRuntime.builder().persistence(new Shared(persistence)).model(model).build();
  }

  @AfterEach
  final void releaseStore() {
    here.close();
    there.close();
    Invariants.checkCauses(persistence, owner);
    release(persistence);
  }

  /** A store that outlives the runtimes on it. */
  private static final class Shared extends ForwardingPersistence {
    Shared(Persistence store) {
      super(store);
    }

    @Override
    public void close() {
      // The test releases it.
    }
  }

  // Requests.

  private ApprovalId ask(Optional<SessionId> session) {
    return ask(session, Optional.empty());
  }

  private ApprovalId ask(Optional<SessionId> session, Optional<Duration> timeout) {
    return here.request(
        new RequestApproval(
            owner,
            session,
            new RequestApproval.Wanted(
                new ApprovalType("trip"), "to the sea", Workshop.arguments("days", "3")),
            new Petition(Optional.of("it is warm"), timeout, Optional.of("ann"))));
  }

  private SessionId session() {
    return here.create(
        new CreateSession(
            owner, Workshop.settings(), Optional.of(new AgentName("coder")), Optional.empty()));
  }

  private Approval find(ApprovalId id) {
    return there.get(new GetApproval(owner, id)).approval();
  }

  private DecideApproval decision(ApprovalId id, ApprovalDecision decision, Reviewer by) {
    return new DecideApproval(owner, id, decision, find(id).digest(), by, Reach.ONCE);
  }

  private Approval decide(AgentRuntime on, ApprovalId id, ApprovalDecision decision, Reviewer by) {
    return on.decide(decision(id, decision, by));
  }

  private static Refusal refusal(ThrowingCallable act) {
    return catchThrowableOfType(RefusedException.class, act).refusal();
  }

  @Test
  void a_request_may_stand_alone_and_is_no_session() {
    SessionId session = session();
    ApprovalId within = ask(Optional.of(session));
    ApprovalId alone = ask(Optional.empty());

    ApprovalView view = there.get(new GetApproval(owner, alone));
    assertThat(view.session()).isEmpty();
    assertThat(there.get(new GetApproval(owner, within)).session()).contains(session);
    var all =
        new ApprovalFilter(
            Optional.empty(), Optional.empty(), Optional.of("pending"), 10, Optional.empty());
    assertThat(there.list(new ListApprovals(owner, all)).items())
        .extracting(found -> found.approval().id())
        .containsExactlyInAnyOrder(alone, within);
    var sessions = new SessionFilter(Optional.empty(), Map.of(), 10, Optional.empty());
    assertThat(there.list(new ListSessions(owner, sessions)).items())
        .extracting(summary -> summary.id())
        .containsExactly(session);
    assertThat(refusal(() -> there.get(new GetSession(owner, view.stream()))))
        .isInstanceOf(Refusal.NotFound.class);
    assertThat(
            refusal(
                () ->
                    there.send(
                        new SendMessage(
                            owner, view.stream(), "hello", Optional.empty(), IfBusy.REJECT))))
        .isInstanceOf(Refusal.NotFound.class);
    assertThat(refusal(() -> there.delete(new DeleteSession(owner, view.stream()))))
        .isInstanceOf(Refusal.NotFound.class);
    Invariants.check(persistence, view.stream());
  }

  @Test
  void a_request_that_stands_alone_is_decided_once_like_any_other() {
    ApprovalId id = ask(Optional.empty());

    Approval decided = decide(there, id, new Approve(), BOB);

    assertThat(decided.state())
        .isInstanceOfSatisfying(Approved.class, a -> assertThat(a.by()).isEqualTo("bob"));
    assertThat(decide(here, id, new Approve(), ANN)).isEqualTo(decided);
    assertThat(refusal(() -> decide(here, id, new Reject("no"), ANN)))
        .isEqualTo(new Refusal.AlreadyDecided(Optional.empty(), decided));
    Invariants.check(persistence, there.get(new GetApproval(owner, id)).stream());
  }

  @Test
  void a_request_that_stands_alone_can_be_withdrawn() {
    ApprovalId id = ask(Optional.empty());

    there.withdraw(new WithdrawApproval(owner, id, "rain"));

    assertThat(find(id).state()).isInstanceOf(Cancelled.class);
    assertThat(refusal(() -> decide(here, id, new Approve(), BOB)))
        .isInstanceOf(Refusal.AlreadyDecided.class);
  }

  @Test
  void another_owner_sees_none_of_it() {
    ApprovalId id = ask(Optional.empty());
    var stranger = new Owner("stranger-" + ids.get());

    assertThat(refusal(() -> there.get(new GetApproval(stranger, id))))
        .isEqualTo(new Refusal.NotFound("approval", id.toString()));
    assertThat(
            refusal(
                () ->
                    there.decide(
                        new DecideApproval(
                            stranger, id, new Approve(), find(id).digest(), EVE, Reach.ONCE))))
        .isEqualTo(new Refusal.NotFound("approval", id.toString()));
  }

  @Test
  void time_ends_a_request_whether_or_not_anybody_looked() {
    ApprovalId id = ask(Optional.empty(), Optional.of(Duration.ofMinutes(5)));
    Instant deadline = find(id).asked().deadline().orElseThrow();
    advance(Duration.ofMinutes(5));

    assertThat(refusal(() -> decide(here, id, new Approve(), BOB)))
        .as("though nobody closed it yet")
        .isEqualTo(new Refusal.Expired(id, deadline, OnTimeout.REJECT));
    there.expireDue();
    assertThat(find(id).state()).isInstanceOf(Expired.class);
    there.expireDue();
    Invariants.check(persistence, there.get(new GetApproval(owner, id)).stream());
  }

  @Test
  void silence_approves_where_an_admins_rule_says_so() {
    JsonObject silence =
        JsonText.readObject(
            "{\"rules\":[{\"request_type\":\"trip\",\"decision\":\"ask\",\"timeout\":\"5m\","
                + "\"on_timeout\":\"approve\"}]}");
    set(Optional.empty(), silence, EVE);
    ApprovalId id = ask(Optional.empty());
    advance(Duration.ofMinutes(6));

    there.expireDue();

    assertThat(find(id).state())
        .isInstanceOfSatisfying(Approved.class, a -> assertThat(a.by()).isEqualTo("(policy)"));
  }

  @Test
  void what_the_policy_decides_waits_for_nobody() {
    set(Optional.empty(), ALLOWS, EVE);
    assertThat(find(ask(Optional.empty())).state()).isInstanceOf(Approved.class);

    set(Optional.empty(), DENIES, EVE);
    assertThat(find(ask(Optional.of(session()))).state())
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.feedback()).isEqualTo("rule denies"));
  }

  // Waiting.

  @Test
  void whoever_waits_is_told_whichever_process_decides() throws Exception {
    for (Optional<SessionId> session :
        List.of(Optional.<SessionId>empty(), Optional.of(session()))) {
      ApprovalId id = ask(session);
      CompletableFuture<Approval> outcome = here.outcome(new GetApproval(owner, id));
      assertThat(outcome).isNotDone();

      Approval decided = decide(there, id, new Approve(), BOB);

      assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(decided);
      assertThat(here.outcome(new GetApproval(owner, id))).isCompletedWithValue(decided);
    }
  }

  @Test
  void whoever_waits_is_told_of_nothing_else() throws Exception {
    SessionId session = session();
    ApprovalId id = ask(Optional.of(session));
    CompletableFuture<Approval> outcome = here.outcome(new GetApproval(owner, id));

    ApprovalId other = ask(Optional.of(session));
    decide(there, other, new Approve(), BOB);
    assertThat(outcome).isNotDone();
    decide(there, id, new Reject("no"), BOB);

    assertThat(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS).id()).isEqualTo(id);
  }

  @Test
  void whoever_waits_is_told_that_the_runtime_stops() {
    CompletableFuture<Approval> outcome =
        here.outcome(new GetApproval(owner, ask(Optional.empty())));
    CompletableFuture<Approval> given = here.outcome(new GetApproval(owner, ask(Optional.empty())));
    given.cancel(false);

    here.close();

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  // Several people.

  @Test
  void votes_are_kept_until_there_are_enough() {
    set(Optional.empty(), FOUR_EYES, EVE);
    ApprovalId id = ask(Optional.empty());

    assertThat(decide(here, id, new Approve(), BOB).isPending()).isTrue();
    assertThat(find(id).votes()).extracting(vote -> vote.by()).containsExactly(BOB);
    assertThat(decide(there, id, new Approve(), BOB).votes()).hasSize(1);
    assertThat(refusal(() -> decide(there, id, new Approve(), ANN)))
        .as("ann asked for it")
        .isInstanceOf(Refusal.NotTheirs.class);

    assertThat(decide(there, id, new Approve(), EVE).state()).isInstanceOf(Approved.class);
    assertThat(find(id).votes()).hasSize(1);
    Invariants.check(persistence, there.get(new GetApproval(owner, id)).stream());
  }

  @Test
  void of_many_who_decide_at_once_exactly_one_wins() {
    ApprovalId id = ask(Optional.empty());
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < MANY; i++) {
      ApprovalDecision said = i % 2 == 0 ? new Reject("no " + i) : new Reject("never " + i);
      AgentRuntime on = i % 2 == 0 ? here : there;
      var by = new Reviewer("reviewer " + i, Role.APPROVER);
      tasks.add(() -> wins(on, decision(id, said, by)));
    }

    assertThat(PersistenceContract.runTogether(tasks)).containsOnlyOnce(true);
    Invariants.check(persistence, there.get(new GetApproval(owner, id)).stream());
  }

  private static boolean wins(AgentRuntime on, DecideApproval decision) {
    try {
      on.decide(decision);
      return true;
    } catch (RefusedException e) {
      assertThat(e.refusal()).isInstanceOf(Refusal.AlreadyDecided.class);
      return false;
    }
  }

  // Policies.

  private PolicyView set(Optional<SessionId> session, JsonObject document, Reviewer by) {
    return set(session, document, by, OptionalInt.empty());
  }

  private PolicyView set(
      Optional<SessionId> session, JsonObject document, Reviewer by, OptionalInt expected) {
    return here.set(
        new SetPolicy(
            owner,
            session,
            new SetPolicy.Content(document, false),
            expected,
            new Signature(by, "because\u0000")));
  }

  private PolicyView policy(Optional<SessionId> session) {
    return there.get(new GetPolicy(owner, session));
  }

  private List<Integer> versions(Optional<SessionId> session, int before, int most) {
    return there.list(new ListPolicyVersions(owner, session, before, most)).stream()
        .map(view -> view.version().number())
        .toList();
  }

  @Test
  void every_policy_is_kept_with_who_put_it_in_force_and_why() {
    assertThat(policy(Optional.empty()).version().scope()).isEqualTo(PolicyVersion.Scope.DEFAULT);

    assertThat(set(Optional.empty(), ASKS, EVE).version().number()).isEqualTo(1);
    assertThat(set(Optional.empty(), ALLOWS, EVE).version().number()).isEqualTo(2);
    assertThat(set(Optional.empty(), ALLOWS, EVE).version().number())
        .as("the same again")
        .isEqualTo(2);
    PolicyView now = set(Optional.empty(), FOUR_EYES, EVE);

    assertThat(policy(Optional.empty())).isEqualTo(now);
    PolicyRepository.Put put = now.put().orElseThrow();
    assertThat(put.author()).isEqualTo("eve");
    assertThat(put.reason()).isEqualTo("because\u2400");
    assertThat(versions(Optional.empty(), Integer.MAX_VALUE, 2)).containsExactly(3, 2);
    assertThat(versions(Optional.empty(), 2, 5)).containsExactly(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ListPolicyVersions(owner, Optional.empty(), 2, 0));
  }

  @Test
  void a_policy_is_replaced_only_where_it_is_the_one_that_was_seen() {
    set(Optional.empty(), ASKS, EVE, OptionalInt.of(0));

    assertThat(refusal(() -> set(Optional.empty(), ALLOWS, EVE, OptionalInt.of(0))))
        .isEqualTo(new Refusal.PolicyChanged(1));
    assertThat(policy(Optional.empty()).document()).isEqualTo(ASKS);
    assertThat(set(Optional.empty(), ALLOWS, EVE, OptionalInt.of(1)).version().number())
        .isEqualTo(2);
  }

  @Test
  void of_many_who_replace_the_same_policy_exactly_one_does() {
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < MANY; i++) {
      JsonObject mine =
          JsonText.readObject("{\"rules\":[{\"id\":\"r" + i + "\",\"decision\":\"ask\"}]}");
      tasks.add(() -> replaces(mine));
    }

    assertThat(PersistenceContract.runTogether(tasks)).containsOnlyOnce(true);
    assertThat(versions(Optional.empty(), Integer.MAX_VALUE, 10)).containsExactly(1);
  }

  private boolean replaces(JsonObject document) {
    try {
      set(Optional.empty(), document, EVE, OptionalInt.of(0));
      return true;
    } catch (RefusedException e) {
      assertThat(e.refusal()).isEqualTo(new Refusal.PolicyChanged(1));
      return false;
    }
  }

  @Test
  void an_earlier_policy_can_be_put_in_force_again() {
    set(Optional.empty(), ASKS, EVE);
    set(Optional.empty(), ALLOWS, EVE);

    PolicyView back = there.rollBack(rollBack(1));

    assertThat(back.version().number()).isEqualTo(3);
    assertThat(back.document()).isEqualTo(ASKS);
    assertThat(there.rollBack(rollBack(0)).document())
        .as("what holds where nothing is stored")
        .isEqualTo(there.get(new GetPolicy(new Owner("nobody"), Optional.empty())).document());
    assertThat(refusal(() -> there.rollBack(rollBack(9))))
        .isEqualTo(new Refusal.NotFound("policy version", "9"));
    Optional<SessionId> session = Optional.of(session());
    assertThat(refusal(() -> there.diff(new DiffPolicies(owner, session, 0, 0))))
        .as("a session has no version of its own until one is set")
        .isEqualTo(new Refusal.NotFound("policy version", "0"));
  }

  private RollBackPolicy rollBack(int version) {
    return new RollBackPolicy(
        owner, Optional.empty(), version, OptionalInt.empty(), new Signature(EVE, "it was better"));
  }

  @Test
  void two_policies_are_compared_rule_by_rule() {
    JsonObject one =
        JsonText.readObject(
            "{\"enabled\":true,\"rules\":[{\"id\":\"a\",\"decision\":\"ask\"},"
                + "{\"id\":\"b\",\"decision\":\"ask\"},{\"id\":\"c\",\"decision\":\"ask\"}]}");
    JsonObject other =
        JsonText.readObject(
            "{\"default\":\"deny\",\"rules\":[{\"id\":\"c\",\"decision\":\"ask\"},"
                + "{\"id\":\"a\",\"decision\":\"deny\"},{\"decision\":\"ask\"}]}");
    set(Optional.empty(), one, EVE);
    set(Optional.empty(), other, EVE);

    PolicyDiff diff = there.diff(new DiffPolicies(owner, Optional.empty(), 1, 2));

    assertThat(diff.changes())
        .extracting(PolicyDiff.Change::part)
        .containsExactly("rules.a", "rules.b", "enabled", "rules.rule-3", "default");
    assertThat(diff.changes())
        .extracting(change -> change.before().isPresent(), change -> change.after().isPresent())
        .containsExactly(
            tuple(true, true),
            tuple(true, false),
            tuple(true, false),
            tuple(false, true),
            tuple(false, true));
    assertThat(diff.reordered()).isTrue();
    assertThat(there.diff(new DiffPolicies(owner, Optional.empty(), 1, 1)).changes()).isEmpty();
  }

  @Test
  void a_session_may_have_a_stricter_policy_and_never_a_looser_one() {
    SessionId session = session();
    set(Optional.of(session), ALLOWS, ANN);
    assertThat(find(ask(Optional.of(session))).isPending()).as("its owner's asks").isTrue();

    set(Optional.of(session), DENIES, ANN);
    assertThat(find(ask(Optional.of(session))).state()).isInstanceOf(Rejected.class);
    assertThat(find(ask(Optional.empty())).isPending()).as("elsewhere nothing changed").isTrue();
    assertThat(policy(Optional.of(session)).version().scope())
        .isEqualTo(PolicyVersion.Scope.SESSION);
  }

  @Test
  void an_admin_may_put_a_sessions_policy_in_place_of_its_owners() {
    SessionId session = session();
    set(Optional.empty(), DENIES, EVE);
    SetPolicy alone =
        new SetPolicy(
            owner,
            Optional.of(session),
            new SetPolicy.Content(ALLOWS, true),
            OptionalInt.empty(),
            new Signature(EVE, ""));
    here.set(alone);

    assertThat(find(ask(Optional.of(session))).state()).isInstanceOf(Approved.class);
    assertThat(set(Optional.of(session), ALLOWS, EVE).version().number())
        .as("the same beside it is another one")
        .isEqualTo(2);
    assertThat(
            refusal(
                () ->
                    here.set(
                        new SetPolicy(
                            owner,
                            Optional.of(session),
                            alone.content(),
                            OptionalInt.empty(),
                            new Signature(BOB, "")))))
        .isInstanceOf(Refusal.NotTheirs.class);
  }

  @Test
  void what_an_admin_put_in_place_of_the_owners_policy_stays_an_admins() {
    SessionId session = session();
    set(Optional.empty(), ALLOWS, EVE);
    here.set(
        new SetPolicy(
            owner,
            Optional.of(session),
            new SetPolicy.Content(DENIES, true),
            OptionalInt.empty(),
            new Signature(EVE, "")));

    assertThat(refusal(() -> set(Optional.of(session), ALLOWS, ANN)))
        .isInstanceOf(Refusal.NotTheirs.class);
    assertThat(find(ask(Optional.of(session))).state()).isInstanceOf(Rejected.class);
  }

  @Test
  void what_loosens_is_an_admins_matter() {
    JsonObject silence =
        JsonText.readObject(
            "{\"rules\":[{\"request_type\":\"trip\",\"decision\":\"ask\",\"timeout\":\"5m\","
                + "\"on_timeout\":\"approve\"}]}");

    assertThat(refusal(() -> set(Optional.empty(), ASKS, BOB)).message()).contains("set by admins");
    assertThat(refusal(() -> set(Optional.of(session()), silence, BOB)).message())
        .contains("silence approves");
    assertThat(versions(Optional.empty(), Integer.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void loosening_approves_nothing_that_waits() {
    ApprovalId id = ask(Optional.empty());

    set(Optional.empty(), ALLOWS, EVE);

    assertThat(find(id).isPending()).isTrue();
  }

  // What was asked before.

  private PolicyTrial tryOut(JsonObject document, int most) {
    return there.tryOut(new TryPolicy(owner, document, Duration.ofDays(1), most));
  }

  private void userSays(SessionId session, ChatModel.Call... calls) throws Exception {
    model.thenReplies("", calls).thenReplies("Done.");
    here.send(new SendMessage(owner, session, "go", Optional.empty(), IfBusy.REJECT));
    here.settled(session).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static ChatModel.Call write(String path) {
    return FakeChatModel.call(
        "write_file",
        JsonObject.builder().put("path", path).put("content", "0123456789").build().canonical());
  }

  @Test
  void a_policy_is_tried_on_all_that_was_asked_and_allowed_before() throws Exception {
    SessionId session =
        here.create(
            new CreateSession(
                owner,
                Workshop.clientSettings(),
                Optional.of(new AgentName("coder")),
                Optional.empty()));
    userSays(session, write("a.txt"), FakeChatModel.call("list_files", "{\"path\":\".\"}"));
    ApprovalId trip = ask(Optional.empty());
    set(Optional.empty(), ALLOWS, EVE);
    ask(Optional.empty());
    JsonObject wanted =
        JsonText.readObject(
            "{\"default\":\"allow\",\"rules\":["
                + "{\"id\":\"small\",\"subject_pattern\":\"write_file\",\"decision\":\"allow\","
                + "\"conditions\":{\"size_lt\":11}},"
                + "{\"id\":\"frozen\",\"subject_pattern\":\"list_files\",\"decision\":\"deny\"}]}");

    PolicyTrial trial = tryOut(wanted, 10);

    assertThat(trial.totals())
        .isEqualTo(
            Map.of(
                new PolicyTrial.Shift(Ruling.ASK, Ruling.ALLOW), 2,
                new PolicyTrial.Shift(Ruling.ALLOW, Ruling.DENY), 1,
                new PolicyTrial.Shift(Ruling.ALLOW, Ruling.ALLOW), 1));
    assertThat(trial.count()).isEqualTo(4);
    assertThat(trial.requests())
        .extracting(tried -> tried.origin().subject(), PolicyTrial.Tried::after)
        .contains(
            tuple("write_file", "small"),
            tuple("list_files", "frozen"),
            tuple("to the sea", "default"));
    assertThat(trial.requests()).extracting(tried -> tried.origin().id()).contains(trip.value());
    assertThat(tryOut(wanted, 1).requests())
        .singleElement()
        .satisfies(tried -> assertThat(tried.shift().isChange()).isTrue());
    advance(Duration.ofDays(2));
    assertThat(tryOut(wanted, 10).count()).isZero();
  }

  // Cleaning up.

  private int cleanUp() {
    return there.cleanUp(new CleanUp(Duration.ofDays(30), 1_000));
  }

  private Optional<Checkpoint> checkpointOf(SessionId session) {
    return persistence.inTransaction(work -> work.retention().checkpoint(session));
  }

  private Optional<PolicyRepository.Version> versionsOf(SessionId session) {
    return persistence.inTransaction(work -> work.policies().current(owner, Optional.of(session)));
  }

  private boolean isThere(SessionId stream) {
    return persistence.inTransaction(work -> work.sessions().find(stream)).isPresent();
  }

  @Test
  void old_closed_sessions_and_decided_requests_are_removed_and_nothing_else() throws Exception {
    SessionId closed = session();
    userSays(closed, FakeChatModel.call("list_files", "{\"path\":\".\"}"));
    ask(Optional.of(closed));
    set(Optional.of(closed), ASKS, ANN);
    grant(Optional.of(closed), 1, Optional.empty());
    ApprovalGrant lasting = grant(Optional.empty(), 2, Optional.empty());
    here.close(new CloseSession(owner, closed));
    SessionId deleted = session();
    here.delete(new DeleteSession(owner, deleted));
    SessionId waiting = session();
    ApprovalId within = ask(Optional.of(waiting));
    ApprovalId decided = ask(Optional.empty());
    decide(here, decided, new Approve(), BOB);
    ApprovalId pending = ask(Optional.empty());
    long last = persistence.reads().lastPosition(closed);
    advance(Duration.ofDays(31));
    SessionId young = session();
    here.close(new CloseSession(owner, young));

    assertThat(cleanUp()).isGreaterThanOrEqualTo(3);

    for (SessionId gone : List.of(closed, deleted, new SessionId(decided.value()))) {
      assertThat(isThere(gone)).isFalse();
      assertThat(persistence.reads().events(gone, 0, 10)).isEmpty();
    }
    for (SessionId stays : List.of(waiting, young, new SessionId(pending.value()))) {
      assertThat(isThere(stays)).isTrue();
      Invariants.check(persistence, stays);
    }
    assertThat(find(within).isPending()).isTrue();
    assertThat(find(pending).isPending()).isTrue();
    assertThat(grants(Optional.of(closed), true, 10, Optional.empty()).items()).isEmpty();
    assertThat(inForce(closed)).containsExactly(lasting);
    assertThat(versionsOf(closed)).isEmpty();
    assertThat(refusal(() -> find(decided))).isInstanceOf(Refusal.NotFound.class);
    Checkpoint checkpoint =
        persistence.inTransaction(work -> work.retention().checkpoint(closed)).orElseThrow();
    assertThat(checkpoint.lastPosition()).isEqualTo(last);
    assertThat(checkpoint.owner()).isEqualTo(owner);
    assertThat(cleanUp()).as("there is nothing left").isZero();
  }

  @Test
  void a_removal_that_was_interrupted_is_brought_to_its_end() {
    SessionId closed = session();
    ask(Optional.of(closed));
    here.close(new CloseSession(owner, closed));
    String link = persistence.reads().rows(closed, 0, 100).getLast().beside().link();
    long last = persistence.reads().lastPosition(closed);
    persistence.inTransaction(
        work -> {
          work.retention().begin(closed);
          return true;
        });
    assertThat(refusal(() -> there.get(new GetSession(owner, closed))))
        .as("nobody sees half a session")
        .isInstanceOf(Refusal.NotFound.class);
    var all =
        new ApprovalFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), 10, Optional.empty());
    assertThat(there.list(new ListApprovals(owner, all)).items()).isEmpty();
    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      work.retention().begin(closed);
                      return true;
                    }));
    advance(Duration.ofDays(31));

    assertThat(cleanUp()).isPositive();

    assertThat(isThere(closed)).isFalse();
    Checkpoint checkpoint = checkpointOf(closed).orElseThrow();
    assertThat(checkpoint.chain()).isEqualTo(new Digest(link));
    assertThat(checkpoint.lastPosition()).isEqualTo(last);
    assertThat(checkpoint.owner()).isEqualTo(owner);
    assertThat(persistence.reads().checkpoint(closed)).contains(checkpoint);
  }

  @Test
  void what_is_done_with_every_sweep_removes_what_is_old_where_that_is_wanted() {
    SessionId closed = session();
    here.close(new CloseSession(owner, closed));
    advance(Duration.ofDays(31));

    keepHouse(Optional.empty());
    assertThat(isThere(closed)).isTrue();
    keepHouse(Optional.of(Duration.ofDays(30)));

    assertThat(isThere(closed)).isFalse();
    assertThat(checkpointOf(closed)).isPresent();
  }

  /** Once, to its end. */
  private void keepHouse(Optional<Duration> keep) {
    var commands =
        new SessionCommands(persistence, new EventFeed(persistence.reads()), woken -> {}, ids);
    var expiry = new ExpireDueHandler(commands, persistence, new PoliciesInForce(ASKS));
    try (var housekeeping =
        new Housekeeping(
            Jobs.untold(persistence),
            new Housekeeping.Chores(
                expiry,
                new ForgetRequestsHandler(persistence),
                new CloseIdleHandler(commands, persistence),
                new CleanUpHandler(persistence),
                new MetricsProjection(persistence)),
            new Housekeeping.Ages(Optional.empty(), keep))) {
      housekeeping.run();
      housekeeping.run();
    }
  }

  @Test
  void a_session_that_is_open_or_waits_is_not_removed() {
    SessionId open = session();
    assertThatExceptionOfType(StaleSessionException.class)
        .isThrownBy(
            () ->
                persistence.inTransaction(
                    work -> {
                      work.retention().begin(open);
                      return true;
                    }));
    assertThatIllegalArgumentException().isThrownBy(() -> new CleanUp(Duration.ofDays(-1), 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new CleanUp(Duration.ZERO, 0));
  }

  // Grants.

  private ApprovalGrant grant(Optional<SessionId> session, int number, Optional<Duration> time) {
    JsonObject rule =
        JsonText.readObject(
            "{\"id\":\"g\",\"subject_pattern\":\"write_file\",\"decision\":\"allow\"}");
    return persistence.inTransaction(
        work -> {
          var grant =
              new ApprovalGrant(
                  new GrantId(new UUID(owner.hashCode(), number)),
                  owner,
                  session,
                  new GrantRule(rule, "write \u2400"),
                  new ApprovalId(new UUID(1, number)),
                  new ApprovalGrant.Mark("ann", work.now()),
                  time.map(work.now()::plus),
                  Optional.empty());
          work.grants().add(grant);
          assertThat(work.grants().inForce(owner, session))
              .as("within its own transaction too")
              .contains(grant);
          return grant;
        });
  }

  private SessionId elsewhere() {
    return new SessionId(new UUID(7, 7));
  }

  private List<ApprovalGrant> inForce(SessionId session) {
    return inForce(owner, Optional.of(session));
  }

  private List<ApprovalGrant> inForce(Owner whose, Optional<SessionId> session) {
    return persistence.inTransaction(work -> work.grants().inForce(whose, session));
  }

  private Optional<ApprovalGrant> revoke(Owner whose, GrantId id, String by) {
    return persistence.inTransaction(work -> work.grants().revoke(whose, id, by));
  }

  private Page<ApprovalGrant> grants(
      Optional<SessionId> session, boolean ended, int most, Optional<String> cursor) {
    return there.list(new ListGrants(owner, new GrantFilter(session, ended, most, cursor)));
  }

  @Test
  void grants_hold_in_their_session_or_in_all_of_their_owner() {
    SessionId session = elsewhere();
    ApprovalGrant first = grant(Optional.of(session), 1, Optional.empty());
    advance(Duration.ofSeconds(1));
    ApprovalGrant second = grant(Optional.empty(), 2, Optional.empty());

    assertThat(inForce(session)).containsExactly(first, second);
    assertThat(inForce(new SessionId(new UUID(8, 8)))).containsExactly(second);
    assertThat(inForce(owner, Optional.empty())).as("in a new one").containsExactly(second);
    assertThat(inForce(new Owner("stranger"), Optional.of(session))).isEmpty();
  }

  @Test
  void a_grant_ends_with_its_time_or_when_it_is_revoked() {
    ApprovalGrant brief = grant(Optional.empty(), 1, Optional.of(Duration.ofMinutes(5)));
    ApprovalGrant revoked = grant(Optional.empty(), 2, Optional.empty());
    advance(Duration.ofMinutes(4));
    assertThat(inForce(elsewhere())).hasSize(2);

    ApprovalGrant after = revoke(owner, revoked.id(), "eve").orElseThrow();
    assertThat(after.revoked().map(ApprovalGrant.Mark::by)).contains("eve");
    assertThat(revoke(owner, revoked.id(), "bob")).as("who did it first stays").contains(after);
    assertThat(revoke(new Owner("stranger"), brief.id(), "bob")).isEmpty();
    assertThat(inForce(elsewhere())).containsExactly(brief);
    advance(Duration.ofMinutes(1));

    assertThat(inForce(elsewhere())).isEmpty();
    assertThat(grants(Optional.empty(), false, 10, Optional.empty()).items()).isEmpty();
    assertThat(grants(Optional.empty(), true, 10, Optional.empty()).items())
        .containsExactlyInAnyOrder(brief, after);
    assertThat(there.get(new GetGrant(owner, revoked.id()))).isEqualTo(after);
  }

  @Test
  void grants_are_listed_page_by_page_the_newest_first() {
    SessionId session = elsewhere();
    var given = new ArrayList<ApprovalGrant>();
    for (int i = 1; i <= 3; i++) {
      given.addFirst(grant(Optional.of(session), i, Optional.empty()));
      advance(Duration.ofSeconds(1));
    }
    grant(Optional.empty(), 4, Optional.empty());

    Page<ApprovalGrant> page = grants(Optional.of(session), false, 2, Optional.empty());
    assertThat(page.items()).containsExactlyElementsOf(given.subList(0, 2));
    assertThat(grants(Optional.of(session), false, 2, page.next()).items())
        .containsExactly(given.getLast());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grants(Optional.empty(), false, 2, Optional.of("x")));
  }
}
