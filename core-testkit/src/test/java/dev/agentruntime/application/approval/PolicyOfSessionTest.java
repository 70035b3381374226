package dev.agentruntime.application.approval;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.FakeWorkspace;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.Invariants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PolicyOfSessionTest {

  private static final AgentName CODER = new AgentName("coder");
  private static final String HOST = "here";

  private final FakeChatModel model = new FakeChatModel(what -> {});
  private final FakeWorkspace workspace = new FakeWorkspace(what -> {}).file("a.txt", "one");
  private final InMemoryPersistence store = new InMemoryPersistence();
  private final AgentRuntime runtime =
      AgentRuntime.builder().persistence(store).model(model).workspaces(root -> workspace).build();

  @AfterEach
  void end() {
    runtime.close();
    Invariants.checkAll(store);
  }

  private SessionId session(Optional<JsonObject> policy) {
    return runtime.create(
        new CreateSession(
            Owner.LOCAL,
            new SessionSettings(
                "",
                Map.of(),
                TurnLimits.DEFAULT,
                new Runner.OnHost(HOST, "/w", new ModelChoice.Live("m", "http://m")),
                RoutingMode.FIRST,
                new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of())),
            Optional.of(CODER),
            policy.map(document -> new SetPolicy.Content(document, true))));
  }

  private PolicyView policyOf(SessionId session) {
    return runtime.get(new GetPolicy(Owner.LOCAL, Optional.of(session)));
  }

  private void replace(SessionId session, JsonObject policy) {
    runtime.set(
        new SetPolicy(
            Owner.LOCAL,
            Optional.of(session),
            new SetPolicy.Content(policy, true),
            OptionalInt.empty(),
            new Signature(new Reviewer("a person", Role.ADMIN), "it is time")));
  }

  private CallCheck check(CheckCall.Where where, String tool, JsonObject arguments) {
    return runtime.check(new CheckCall(Owner.LOCAL, where, Optional.of(CODER), tool, arguments));
  }

  private static JsonObject write(String path) {
    return JsonObject.builder().put("path", path).put("content", "two").build();
  }

  @Test
  void a_session_without_a_policy_has_its_owners_and_else_the_default() {
    SessionId plain = session(Optional.empty());
    assertThat(policyOf(plain).version().scope()).isEqualTo(PolicyVersion.Scope.DEFAULT);
    assertThat(policyOf(plain).put()).isEmpty();

    JsonObject owners = ApprovalMode.ALL.document();
    store.inTransaction(
        work -> {
          work.policies()
              .add(
                  new PolicyRepository.Version(
                      Owner.LOCAL,
                      Optional.empty(),
                      1,
                      owners,
                      false,
                      new PolicyRepository.Put("an owner", "", work.now())));
          return plain;
        });
    assertThat(policyOf(plain).version().scope().id()).isEqualTo("owner");
    assertThat(policyOf(plain).document()).isEqualTo(owners);

    PolicyView own = policyOf(session(Optional.of(ApprovalMode.NONE.document())));
    assertThat(own.version().scope()).isEqualTo(PolicyVersion.Scope.SESSION);
    assertThat(own.put().orElseThrow().author()).isEqualTo("local");
  }

  @Test
  void of_a_session_that_there_is_not_no_policy_is_told() {
    Optional<SessionId> none = Optional.of(new SessionId(new UUID(0, 1)));
    var missing = new Refusal.NotFound("session", new UUID(0, 1).toString());

    assertThat(refusal(() -> runtime.get(new GetPolicy(Owner.LOCAL, none)))).isEqualTo(missing);
    assertThat(refusal(() -> runtime.list(new ListPolicyVersions(Owner.LOCAL, none, 10, 10))))
        .isEqualTo(missing);
    assertThat(refusal(() -> runtime.diff(new DiffPolicies(Owner.LOCAL, none, 0, 1))))
        .isEqualTo(missing);
    var trip =
        new RequestApproval.Wanted(new ApprovalType("trip"), "to the sea", JsonObject.empty());
    assertThat(
            refusal(
                () -> runtime.check(new CheckRequest(Owner.LOCAL, none, Optional.empty(), trip))))
        .isEqualTo(missing);
  }

  private static Refusal refusal(ThrowingCallable act) {
    return catchThrowableOfType(RefusedException.class, act).refusal();
  }

  @Test
  void whoever_was_quicker_between_the_read_and_the_write_is_told() {
    JsonObject others = ApprovalMode.ALL.document();
    var overtaken =
        new ForwardingPersistence(store) {
          private boolean quicker = true;

          @Override
          public <T> T inTransaction(Function<UnitOfWork, T> work) {
            if (quicker) {
              quicker = false;
              runtime.set(policy(others, OptionalInt.of(0)));
              throw new StaleSessionException("somebody was quicker");
            }
            return super.inTransaction(work);
          }
        };
    var commands =
        new SessionCommands(store, new EventFeed(store.reads()), woken -> {}, new CountingIds());
    var handler =
        new SetPolicyHandler(
            commands, overtaken, new PoliciesInForce(ApprovalMode.READS.document()));

    assertThat(
            refusal(() -> handler.handle(policy(ApprovalMode.NONE.document(), OptionalInt.of(0)))))
        .isEqualTo(new Refusal.PolicyChanged(1));
    assertThat(runtime.get(new GetPolicy(Owner.LOCAL, Optional.empty())).document())
        .isEqualTo(others);
  }

  private static SetPolicy policy(JsonObject document, OptionalInt expected) {
    return new SetPolicy(
        Owner.LOCAL,
        Optional.empty(),
        new SetPolicy.Content(document, false),
        expected,
        new Signature(new Reviewer("a person", Role.ADMIN), "it is time"));
  }

  @Test
  void another_policy_is_a_new_version_and_the_same_again_is_none() {
    SessionId session = session(Optional.of(ApprovalMode.READS.document()));

    replace(session, ApprovalMode.EDITS.document());
    replace(session, ApprovalMode.EDITS.document());

    PolicyView now = policyOf(session);
    assertThat(now.version().number()).isEqualTo(2);
    assertThat(now.document()).isEqualTo(ApprovalMode.EDITS.document());
    assertThat(now.put().orElseThrow().author()).isEqualTo("a person");
    SessionId plain = session(Optional.empty());
    replace(plain, ApprovalMode.NONE.document());
    assertThat(policyOf(plain).version().number()).isEqualTo(1);
  }

  @Test
  void what_is_no_policy_is_refused_and_changes_nothing() {
    SessionId session = session(Optional.of(ApprovalMode.READS.document()));

    assertThatThrownBy(
            () ->
                replace(
                    session,
                    JsonObject.builder().put("rule", JsonArray.ofStrings(List.of())).build()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("rule is unknown");
    assertThat(policyOf(session).version().number()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(ApprovalMode.class)
  void a_dry_run_denies_everything_that_changes_something_and_stays_one(ApprovalMode mode) {
    JsonObject dry = DryRun.of(mode.document());
    SessionId session = session(Optional.of(dry));

    BuiltinTools.all().stream()
        .filter(
            tool -> tool.sideEffect() == SideEffect.EDIT || tool.sideEffect() == SideEffect.COMMAND)
        .forEach(
            tool ->
                assertThat(verdict(session, tool.name().value()))
                    .as("%s", tool.name())
                    .isEqualTo(Ruling.DENY));
    assertThat(DryRun.of(dry)).isEqualTo(dry);
    assertThatThrownBy(() -> replace(session, ApprovalMode.ALL.document()))
        .hasMessageContaining("is a dry run and stays one");
    replace(session, DryRun.of(ApprovalMode.NONE.document()));
    assertThat(policyOf(session).version().number()).isEqualTo(mode == ApprovalMode.NONE ? 1 : 2);
  }

  private Ruling verdict(SessionId session, String tool) {
    JsonObject arguments =
        switch (tool) {
          case "write_file" -> write("a.txt");
          case "apply_diff" ->
              JsonObject.builder().put("diff", "--- a/a.txt\n+++ b/a.txt\n").build();
          default -> JsonObject.builder().put("command", "make").build();
        };
    return ((CallCheck.Judged) check(new CheckCall.Where.InSession(session), tool, arguments))
        .findings()
        .verdict()
        .ruling();
  }

  @Test
  void a_dry_run_is_the_policy_with_one_rule_before_all_others_and_else_unchanged() {
    JsonObject policy =
        JsonText.readObject(
            "{\"enabled\":false,\"default\":\"deny\","
                + "\"rules\":[{\"id\":\"a\",\"decision\":\"ask\"}]}");

    JsonObject dry = DryRun.of(policy);

    assertThat(dry.bool("enabled")).contains(false);
    assertThat(dry.string("default")).contains("deny");
    assertThat(dry.array("rules").subList(1, 2)).isEqualTo(policy.array("rules"));
    JsonObject elsewhere =
        JsonObject.builder().put("rules", new JsonArray(dry.array("rules").reversed())).build();
    assertThat(DryRun.of(elsewhere)).as("a dry run already").isEqualTo(elsewhere);
  }

  @Test
  void a_rule_of_the_users_cannot_take_the_name_of_the_dry_runs() {
    JsonObject mine =
        JsonObject.builder()
            .put(
                "rules",
                new JsonArray(
                    List.of(
                        JsonObject.builder()
                            .put("id", DryRun.RULE)
                            .put("decision", "allow")
                            .build(),
                        new JsonString("no rule"))))
            .build();

    JsonObject dry = DryRun.of(mine);

    assertThat(DryRun.isOf(mine)).isFalse();
    assertThat(DryRun.isOf(dry)).isTrue();
    assertThat(dry.array("rules")).hasSize(2);
    assertThat(dry.array("rules").getLast()).isEqualTo(new JsonString("no rule"));
  }

  @Test
  void a_call_is_checked_as_in_a_new_session_and_nothing_is_run_or_recorded() {
    var where = new CheckCall.Where.InFolder("/w", ApprovalMode.EDITS.document());

    var judged = (CallCheck.Judged) check(where, "write_file", write("a.txt"));

    assertThat(judged.findings().verdict().ruling()).isEqualTo(Ruling.ALLOW);
    assertThat(judged.diff().orElseThrow()).contains("+two");
    assertThat(judged.request().details().strings("paths")).containsExactly("a.txt");
    assertThat(workspace.executed()).isEmpty();
    assertThat(check(where, "write_file", JsonObject.empty()))
        .isInstanceOfSatisfying(
            CallCheck.Unfit.class, unfit -> assertThat(unfit.why()).contains("schema"));
    assertThat(
            runtime.check(
                new CheckCall(Owner.LOCAL, where, Optional.empty(), "write_file", write("a.txt"))))
        .isInstanceOfSatisfying(
            CallCheck.Unfit.class,
            unfit -> assertThat(unfit.why()).contains("orchestrator may not use write_file"));
  }

  @Test
  void a_rule_against_secrets_that_names_no_tool_leaves_all_other_calls_alone() {
    workspace.secretFile(".env", "KEY=1");
    JsonObject never =
        JsonText.readObject(
            """
            {"rules": [
              {"id": "never-secrets", "decision": "deny", "conditions": {"secret_eq": true}},
              {"id": "the-rest", "decision": "allow"}]}\
            """);
    var where = new CheckCall.Where.InFolder("/w", never);

    assertThat(ruling(where, "read_file", ".env")).isEqualTo(Ruling.DENY);
    assertThat(ruling(where, "read_file", "a.txt")).isEqualTo(Ruling.ALLOW);
    assertThat(ruling(where, "list_files", ".")).isEqualTo(Ruling.ALLOW);
  }

  private Ruling ruling(CheckCall.Where where, String tool, String path) {
    JsonObject arguments = JsonObject.builder().put("path", path).build();
    return ((CallCheck.Judged) check(where, tool, arguments)).findings().verdict().ruling();
  }

  @Test
  void in_a_session_its_agent_and_its_policy_are_asked() {
    SessionId session = session(Optional.of(ApprovalMode.EDITS.document()));

    CallCheck check =
        runtime.check(
            new CheckCall(
                Owner.LOCAL,
                new CheckCall.Where.InSession(session),
                Optional.empty(),
                "write_file",
                write(".github/x.yml")));

    PolicyFindings findings = ((CallCheck.Judged) check).findings();
    assertThat(findings.verdict().explanation().rule()).isEqualTo("protected-folders");
    PolicyFindings.OnRule rule =
        findings.policies().getFirst().rules().stream()
            .filter(one -> one.rule().id().equals("protected-folders"))
            .findFirst()
            .orElseThrow();
    assertThat(rule.concerned()).isTrue();
    assertThat(rule.truth()).isEqualTo(Truth.YES);
    assertThat(rule.conditions().getFirst().seen())
        .contains(JsonArray.ofStrings(List.of(".github/x.yml")));
    assertThat(findings.policies().getFirst().rules())
        .filteredOn(one -> one.rule().id().equals("reads"))
        .allSatisfy(one -> assertThat(one.concerned()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit", "recovery"})
  void nothing_is_said_of_what_no_policy_is_asked_about(String type) {
    var wanted = new RequestApproval.Wanted(new ApprovalType(type), "calls", JsonObject.empty());

    assertThatThrownBy(
            () ->
                runtime.check(
                    new CheckRequest(Owner.LOCAL, Optional.empty(), Optional.empty(), wanted)))
        .hasMessageContaining("type " + type + " is always decided by people");
  }

  @Test
  void a_limit_is_not_explained_by_a_policy() throws Exception {
    SessionId session = session(Optional.of(ApprovalMode.EDITS.document()));
    for (int i = 0; i <= TurnLimits.DEFAULT.equalCalls(); i++) {
      model.thenReplies("", call("read_file", "{\"path\":\"a.txt\"}"));
    }
    runtime.send(new SendMessage(Owner.LOCAL, session, "read", Optional.empty(), IfBusy.REJECT));
    runtime.settled(session).get(30, TimeUnit.SECONDS);
    Approval limit = pendingIn(session);

    assertThat(limit.request().type()).isEqualTo(ApprovalType.LIMIT);
    assertThatThrownBy(() -> runtime.explain(new ExplainApproval(Owner.LOCAL, limit.id())))
        .hasMessageContaining("of type limit, is always decided by people");
  }

  private Approval pendingIn(SessionId session) {
    return runtime
        .list(new ListApprovals(Owner.LOCAL, ApprovalFilter.pendingOf(session)))
        .items()
        .getFirst()
        .approval();
  }

  @Test
  void an_agent_that_is_not_enabled_is_refused_with_the_nearest() {
    assertThatThrownBy(() -> checkAs("codre")).hasMessageContaining("did you mean coder?");
    assertThatThrownBy(() -> checkAs("somebody-else"))
        .hasMessageContaining("named somebody-else; enabled are");
  }

  private void checkAs(String agent) {
    runtime.check(
        new CheckCall(
            Owner.LOCAL,
            new CheckCall.Where.InFolder("/w", ApprovalMode.READS.document()),
            Optional.of(new AgentName(agent)),
            "read_file",
            write("a.txt")));
  }

  @Test
  void an_approval_is_explained_by_the_policy_that_is_in_force() throws Exception {
    SessionId session = session(Optional.of(ApprovalMode.READS.document()));
    model.thenReplies("", call("write_file", write("a.txt").canonical()));
    runtime.send(new SendMessage(Owner.LOCAL, session, "write", Optional.empty(), IfBusy.REJECT));
    runtime.settled(session).get(30, TimeUnit.SECONDS);
    Approval approval = pendingIn(session);

    CallCheck.Judged asked = runtime.explain(new ExplainApproval(Owner.LOCAL, approval.id()));
    replace(session, ApprovalMode.EDITS.document());
    CallCheck.Judged now = runtime.explain(new ExplainApproval(Owner.LOCAL, approval.id()));

    assertThat(asked.findings().verdict().ruling()).isEqualTo(Ruling.ASK);
    assertThat(asked.policies().getFirst().version().number()).isEqualTo(1);
    assertThat(now.findings().verdict().ruling()).isEqualTo(Ruling.ALLOW);
    assertThat(now.policies().getFirst().version().number()).isEqualTo(2);
    assertThatThrownBy(
            () ->
                runtime.explain(
                    new ExplainApproval(
                        Owner.LOCAL,
                        new ApprovalId(UUID.fromString("0193f2c4-8d6e-7c1a-9f3b-2a5d7e1c4b60")))))
        .hasMessageContaining("there is no approval");
  }
}
