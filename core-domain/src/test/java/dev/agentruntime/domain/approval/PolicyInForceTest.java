package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.detail;
import static dev.agentruntime.domain.approval.Requests.pattern;
import static dev.agentruntime.domain.approval.Requests.policy;
import static dev.agentruntime.domain.approval.Requests.rule;
import static dev.agentruntime.domain.approval.Requests.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyInForceTest {

  private static final ApprovalRequest MAKE = tool("make", JsonObject.empty());
  private static final ApprovalPolicy ALLOWS = policy(rule("a", Ruling.ALLOW, ".*"));
  private static final ApprovalPolicy ASKS = policy(rule("q", Ruling.ASK, ".*"));
  private static final ApprovalPolicy DENIES = policy(rule("d", Ruling.DENY, ".*"));
  private static final Grant GRANT =
      new Grant(new GrantId(new UUID(0, 5)), rule("g", Ruling.ALLOW, "make"));

  private static Verdict verdict(List<ApprovalPolicy> policies, Grant... grants) {
    return new PolicyInForce(policies, List.of(grants)).evaluate(MAKE);
  }

  private static ApprovalPolicy asking(ApprovalTerms terms) {
    return policy(
        new PolicyRule(
            "q",
            new PolicyRule.Scope(Optional.empty(), pattern(".*"), Optional.empty()),
            List.of(),
            Ruling.ASK,
            "because",
            terms));
  }

  private static ApprovalTerms terms(int needed, Duration timeout, OnTimeout end, Role... roles) {
    return new ApprovalTerms(needed, Set.of(roles), Optional.of(timeout), end);
  }

  private static ApprovalTerms both(ApprovalTerms one, ApprovalTerms other) {
    return ((Verdict.ApprovalRequired) verdict(List.of(asking(one), asking(other)))).terms();
  }

  @Test
  void the_strictest_policy_has_its_way_wherever_it_stands() {
    assertThat(verdict(List.of(ALLOWS, ALLOWS)).ruling()).isEqualTo(Ruling.ALLOW);
    ApprovalPolicy agrees = policy(rule("too", Ruling.ALLOW, ".*"));
    assertThat(verdict(List.of(ALLOWS, agrees)).explanation().rule())
        .as("where they agree the first one is told")
        .isEqualTo("a");
    assertThat(verdict(List.of(agrees, ALLOWS)).explanation().rule()).isEqualTo("too");
    for (ApprovalPolicy other : List.of(ALLOWS, ASKS)) {
      assertThat(verdict(List.of(other, ASKS)).explanation().rule()).isEqualTo("q");
      assertThat(verdict(List.of(ASKS, other)).explanation().rule()).isEqualTo("q");
      assertThat(verdict(List.of(other, DENIES)).explanation().rule()).isEqualTo("d");
      assertThat(verdict(List.of(DENIES, other)).explanation().rule()).isEqualTo("d");
    }
  }

  @Test
  void where_two_policies_ask_the_terms_of_both_hold() {
    var day = Duration.ofDays(1);
    var hour = Duration.ofHours(1);

    assertThat(
            both(
                terms(1, day, OnTimeout.APPROVE, Role.APPROVER),
                terms(2, hour, OnTimeout.REJECT, Role.USER)))
        .isEqualTo(terms(2, hour, OnTimeout.REJECT, Role.APPROVER, Role.ADMIN));
    assertThat(
            both(
                terms(2, hour, OnTimeout.REJECT, Role.USER),
                terms(1, day, OnTimeout.APPROVE, Role.APPROVER)))
        .isEqualTo(terms(2, hour, OnTimeout.REJECT, Role.APPROVER, Role.ADMIN));
    var users = new ApprovalTerms(1, Set.of(Role.USER), Optional.empty(), OnTimeout.REJECT);
    for (ApprovalTerms met :
        List.of(both(users, ApprovalTerms.DEFAULT), both(ApprovalTerms.DEFAULT, users))) {
      assertThat(met.wantsOthers()).as("naming roles keeps the requester out").isTrue();
      assertThat(met.roles()).containsExactlyInAnyOrder(Role.values());
    }
    assertThat(both(ApprovalTerms.DEFAULT, ApprovalTerms.DEFAULT)).isEqualTo(ApprovalTerms.DEFAULT);
    assertThat(both(terms(1, day, OnTimeout.APPROVE), terms(1, day, OnTimeout.APPROVE)).onTimeout())
        .isEqualTo(OnTimeout.APPROVE);
  }

  @Test
  void terms_are_as_strict_as_others_where_nobody_could_decide_who_could_not_there() {
    var two = new ApprovalTerms(2, Set.of(), Optional.empty(), OnTimeout.REJECT);
    var users = new ApprovalTerms(1, Set.of(Role.USER), Optional.empty(), OnTimeout.REJECT);
    var admins = new ApprovalTerms(1, Set.of(Role.ADMIN), Optional.empty(), OnTimeout.REJECT);

    assertThat(two.areAsStrictAs(ApprovalTerms.DEFAULT)).isTrue();
    assertThat(ApprovalTerms.DEFAULT.areAsStrictAs(two)).isFalse();
    assertThat(ApprovalTerms.DEFAULT.areAsStrictAs(ApprovalTerms.DEFAULT)).isTrue();
    assertThat(ApprovalTerms.DEFAULT.areAsStrictAs(users)).as("the requester could").isFalse();
    assertThat(admins.areAsStrictAs(users)).isTrue();
    assertThat(users.areAsStrictAs(admins)).isFalse();
    assertThat(two.areAsStrictAs(admins)).isFalse();
    var three = new ApprovalTerms(3, Set.of(), Optional.empty(), OnTimeout.REJECT);
    assertThat(three.areAsStrictAs(two)).isTrue();
    assertThat(two.areAsStrictAs(three)).as("two people are fewer than three").isFalse();
  }

  @Test
  void a_grant_answers_in_a_persons_place() {
    Verdict granted = verdict(List.of(ASKS), GRANT);

    assertThat(granted.ruling()).isEqualTo(Ruling.ALLOW);
    assertThat(granted.explanation())
        .isEqualTo(
            new Verdict.Explanation(
                "grant " + GRANT.id(), PolicyVersion.ofOwner(7), "because of g"));
    assertThat(verdict(List.of(ASKS, ASKS), GRANT).ruling())
        .as("of two policies, too, where neither doubts")
        .isEqualTo(Ruling.ALLOW);
    var other = new PolicyInForce(List.of(ASKS), List.of(GRANT));
    assertThat(other.evaluate(tool("break", JsonObject.empty())).ruling()).isEqualTo(Ruling.ASK);
  }

  @Test
  void a_grant_is_no_match_for_a_denial_a_doubt_or_a_wish_for_others() {
    assertThat(verdict(List.of(ASKS, DENIES), GRANT).ruling()).isEqualTo(Ruling.DENY);

    var small = new Condition("size", new Condition.Test.Compares(Condition.Comparison.LT, 5));
    ApprovalPolicy doubting = policy(rule("d", Ruling.DENY, ".*", small));
    assertThat(verdict(List.of(doubting), GRANT).ruling()).isEqualTo(Ruling.ASK);
    assertThat(verdict(List.of(ASKS, doubting), GRANT).ruling()).isEqualTo(Ruling.ASK);
    assertThat(verdict(List.of(doubting, ASKS), GRANT).ruling()).isEqualTo(Ruling.ASK);

    for (ApprovalTerms others :
        List.of(
            new ApprovalTerms(2, Set.of(), Optional.empty(), OnTimeout.REJECT),
            new ApprovalTerms(1, Set.of(Role.ADMIN), Optional.empty(), OnTimeout.REJECT))) {
      assertThat(verdict(List.of(asking(others)), GRANT).ruling()).isEqualTo(Ruling.ASK);
    }
  }

  @Test
  void a_grant_for_anything_reads_no_secrets() {
    var secret = tool("make", detail("secret", new JsonBoolean(true)));

    assertThat(new PolicyInForce(List.of(ASKS), List.of(GRANT)).evaluate(secret).ruling())
        .isEqualTo(Ruling.ASK);
  }

  @Test
  void a_rule_for_an_agent_is_about_that_agent_alone() {
    var scope =
        new PolicyRule.Scope(Optional.empty(), pattern(".*"), Optional.of(new AgentName("coder")));
    ApprovalPolicy policy =
        policy(
            new PolicyRule(
                "c", scope, List.of(), Ruling.ALLOW, "coders may", ApprovalTerms.DEFAULT));

    assertThat(policy.evaluate(MAKE).ruling()).isEqualTo(Ruling.ALLOW);
    for (Optional<AgentName> agent :
        List.of(Optional.of(new AgentName("ask")), Optional.<AgentName>empty())) {
      var other =
          new ApprovalRequest(ApprovalType.TOOL, "make", JsonObject.empty(), agent, List.of());
      assertThat(policy.evaluate(other).ruling()).isEqualTo(Ruling.ASK);
    }
  }

  @Test
  void the_default_is_the_policys_word_where_no_rule_is() {
    var secret = tool("make", detail("secret", new JsonBoolean(true)));
    for (Ruling ruling : Ruling.values()) {
      var policy = new ApprovalPolicy(PolicyVersion.ofOwner(7), true, List.of(), ruling);

      assertThat(policy.evaluate(MAKE).ruling()).isEqualTo(ruling);
      assertThat(policy.evaluate(MAKE).explanation().rule()).isEqualTo("default");
      assertThat(policy.evaluate(secret).ruling())
          .as("reading secrets takes a rule")
          .isEqualTo(ruling == Ruling.ALLOW ? Ruling.ASK : ruling);
    }
    var off = new ApprovalPolicy(PolicyVersion.ofOwner(7), false, List.of(), Ruling.ALLOW);
    assertThat(off.evaluate(secret).ruling()).isEqualTo(Ruling.DENY);
  }

  @Test
  void findings_tell_of_every_policy_and_grant() {
    PolicyFindings findings =
        PolicyFindings.of(new PolicyInForce(List.of(ALLOWS, ASKS), List.of(GRANT)), MAKE);

    assertThat(findings.verdict().explanation().rule()).isEqualTo("grant " + GRANT.id());
    assertThat(findings.verdict().explanation().isOfGrant()).isTrue();
    assertThat(findings.policies()).noneMatch(on -> on.verdict().explanation().isOfGrant());
    assertThat(findings.policies())
        .extracting(on -> on.verdict().ruling())
        .containsExactly(Ruling.ALLOW, Ruling.ASK);
    assertThat(findings.policies().getFirst().version()).isEqualTo(PolicyVersion.ofOwner(7));
    assertThat(findings.grants())
        .extracting(PolicyFindings.OnRule::truth)
        .containsExactly(Condition.Truth.YES);
  }

  /** What is looked at, by which rule, and the part of it that settles it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DENY  | ls && rm x | rm x",
        "ALLOW | ls && rm x | ls",
        "ALLOW | rm x && ls | ls",
        "DENY  | ls && make | ",
        "DENY  | rm x       | ",
        "ALLOW | rm x       | "
      })
  void findings_name_the_command_that_settles_it(Ruling ruling, String line, String part) {
    var condition =
        new Condition("command", new CommandCheck.In(List.of(CommandPattern.parse("rm *"))));

    assertThat(part(ruling, condition, new JsonString(line)))
        .isEqualTo(Optional.ofNullable(part).map(JsonString::new));
  }

  @Test
  void findings_name_the_item_that_settles_it() {
    JsonArray paths = JsonArray.ofStrings(List.of("docs/a", "src/b"));
    var docs = new Condition("paths", new Condition.Test.Matches(pattern("docs/.*")));
    var whole = new Condition("paths", new Condition.Test.Contains(new JsonString("src/b")));
    var command =
        new Condition("command", new CommandCheck.In(List.of(CommandPattern.parse("rm *"))));

    assertThat(part(Ruling.ALLOW, docs, paths)).contains(new JsonString("src/b"));
    assertThat(part(Ruling.DENY, docs, paths)).contains(new JsonString("docs/a"));
    assertThat(part(Ruling.DENY, docs, new JsonString("docs/a"))).isEmpty();
    assertThat(part(Ruling.DENY, whole, paths)).isEmpty();
    assertThat(part(Ruling.DENY, command, new JsonBoolean(true))).isEmpty();
  }

  private static Optional<JsonValue> part(Ruling ruling, Condition condition, JsonValue value) {
    var inForce = PolicyInForce.of(policy(rule("r", ruling, ".*", condition)));
    return PolicyFindings.of(inForce, tool("any", detail(condition.detail(), value)))
        .policies()
        .getFirst()
        .rules()
        .getFirst()
        .conditions()
        .getFirst()
        .part();
  }

  @Test
  void what_is_in_force_is_at_least_a_policy_and_grants_allow() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PolicyInForce(List.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grant(GRANT.id(), rule("g", Ruling.ASK, ".*")));
    assertThat(GrantId.parse(GRANT.id().toString())).isEqualTo(GRANT.id());
  }
}
