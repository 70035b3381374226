package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.detail;
import static dev.agentruntime.domain.approval.Requests.pattern;
import static dev.agentruntime.domain.approval.Requests.policy;
import static dev.agentruntime.domain.approval.Requests.request;
import static dev.agentruntime.domain.approval.Requests.rule;
import static dev.agentruntime.domain.approval.Requests.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalPolicyTest {

  private static final Condition SMALL =
      new Condition("size", new Condition.Test.Compares(Condition.Comparison.LT, 100));
  private static final Condition SECRET =
      new Condition("path", new Condition.Test.Matches(pattern("secret/.*")));

  private static final PolicyRule ALLOW_READS = rule("reads", Ruling.ALLOW, "read_.*");
  private static final PolicyRule ALLOW_SMALL = rule("small", Ruling.ALLOW, "write_file", SMALL);
  private static final PolicyRule ASK_WRITES = rule("writes", Ruling.ASK, "write_file");
  private static final PolicyRule DENY_SECRETS = rule("secrets", Ruling.DENY, ".*", SECRET);
  private static final PolicyRule DENY_ALL = rule("all", Ruling.DENY, ".*");
  private static final PolicyRule ALLOW_ALL = rule("free", Ruling.ALLOW, ".*");
  private static final PolicyRule HIDDEN =
      rule(
          "hidden",
          Ruling.ALLOW,
          "read_file",
          new Condition("secret", new Condition.Test.Equals(new JsonBoolean(true), true)));
  private static final PolicyRule DEPLOYS =
      new PolicyRule(
          "deploys",
          new PolicyRule.Scope(
              Optional.of(new ApprovalType("deploy")), pattern(".*"), Optional.empty()),
          List.of(),
          Ruling.ALLOW,
          "fine",
          ApprovalTerms.DEFAULT);

  /** What a policy says of a request. */
  record Row(
      String name, ApprovalPolicy policy, ApprovalRequest request, Ruling ruling, String rule) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    JsonObject none = JsonObject.empty();
    JsonObject small = detail("size", new JsonNumber(10));
    JsonObject big = detail("size", new JsonNumber(100));
    JsonObject text = detail("size", new JsonString("10"));
    JsonObject secret = detail("path", new JsonString("secret/key"));
    JsonObject open = detail("path", new JsonString("src/A.java"));
    ApprovalRequest read = tool("read_file", none);
    return Stream.of(
        row("an empty policy asks", policy(), read, Ruling.ASK, "default"),
        row("what no rule is about is asked", policy(ALLOW_READS), tool("x", none), Ruling.ASK),
        row("a matching rule allows", policy(ALLOW_READS), read, Ruling.ALLOW, "reads"),
        row(
            "a pattern is about the whole subject",
            policy(ALLOW_READS),
            tool("un_read_file", none),
            Ruling.ASK),
        row(
            "the first match wins: allow before ask",
            policy(ALLOW_SMALL, ASK_WRITES),
            tool("write_file", small),
            Ruling.ALLOW,
            "small"),
        row(
            "the first match wins: ask before allow",
            policy(ASK_WRITES, ALLOW_SMALL),
            tool("write_file", small),
            Ruling.ASK,
            "writes"),
        row(
            "a rule whose condition fails is passed over",
            policy(ALLOW_SMALL, ALLOW_ALL),
            tool("write_file", big),
            Ruling.ALLOW,
            "free"),
        row("deny wins when last", policy(ALLOW_ALL, DENY_ALL), read, Ruling.DENY, "all"),
        row("deny wins when first", policy(DENY_ALL, ALLOW_ALL), read, Ruling.DENY, "all"),
        row(
            "deny wins over a doubtful deny before it",
            policy(DENY_SECRETS, DENY_ALL),
            read,
            Ruling.DENY,
            "all"),
        row(
            "deny wins over a doubtful deny behind it",
            policy(DENY_ALL, DENY_SECRETS),
            read,
            Ruling.DENY,
            "all"),
        row(
            "a denied detail is denied",
            policy(ALLOW_ALL, DENY_SECRETS),
            tool("x", secret),
            Ruling.DENY,
            "secrets"),
        row(
            "another detail is not denied",
            policy(DENY_SECRETS, ALLOW_ALL),
            tool("x", open),
            Ruling.ALLOW,
            "free"),
        row(
            "a deny rule that cannot see its detail asks",
            policy(ALLOW_ALL, DENY_SECRETS),
            tool("x", none),
            Ruling.ASK,
            "secrets"),
        row(
            "the first of several doubtful deny rules is named",
            policy(DENY_SECRETS, rule("later", Ruling.DENY, ".*", SECRET), ALLOW_ALL),
            tool("x", none),
            Ruling.ASK,
            "secrets"),
        row(
            "an allow rule that cannot see its detail does not match",
            policy(ALLOW_SMALL),
            tool("write_file", none),
            Ruling.ASK,
            "default"),
        row(
            "an allow rule does not convert types",
            policy(ALLOW_SMALL),
            tool("write_file", text),
            Ruling.ASK,
            "default"),
        row(
            "an ask rule that cannot see its detail asks",
            policy(rule("big", Ruling.ASK, ".*", SMALL), ALLOW_ALL),
            tool("x", text),
            Ruling.ASK,
            "big"),
        row(
            "an ask rule whose condition fails is passed over",
            policy(rule("big", Ruling.ASK, ".*", SMALL), ALLOW_ALL),
            tool("x", big),
            Ruling.ALLOW,
            "free"),
        row(
            "all conditions must hold",
            policy(rule("both", Ruling.ALLOW, ".*", SMALL, SECRET)),
            tool("x", small),
            Ruling.ASK,
            "default"),
        row(
            "one condition that fails settles a doubtful rule",
            policy(rule("both", Ruling.DENY, ".*", SMALL, SECRET), ALLOW_ALL),
            tool("x", big),
            Ruling.ALLOW,
            "free"),
        row(
            "a rule about a type allows that type",
            policy(DEPLOYS),
            request("deploy", "prod", none),
            Ruling.ALLOW,
            "deploys"),
        row(
            "a rule about a type says nothing of others",
            policy(DEPLOYS),
            request("tool", "prod", none),
            Ruling.ASK,
            "default"),
        row(
            "an allow rule that is silent about secrets does not allow to read them",
            policy(ALLOW_READS),
            secrets(),
            Ruling.ASK),
        row(
            "a condition on something else is silent about secrets too",
            policy(rule("paths", Ruling.ALLOW, ".*", SECRET)),
            tool("read_file", hidden().put("path", "secret/key").build()),
            Ruling.ASK),
        row(
            "an allow rule that speaks of secrets allows to read them",
            policy(ALLOW_READS, HIDDEN),
            secrets(),
            Ruling.ALLOW,
            "hidden"),
        row(
            "a rule about secrets is not about the rest",
            policy(HIDDEN),
            tool("read_file", hidden().put("secret", false).build()),
            Ruling.ASK),
        row(
            "an ask rule need not speak of secrets",
            policy(rule("asks", Ruling.ASK, ".*"), HIDDEN),
            secrets(),
            Ruling.ASK,
            "asks"),
        row(
            "a deny rule need not speak of secrets",
            policy(HIDDEN, DENY_ALL),
            secrets(),
            Ruling.DENY,
            "all"),
        row("switched off, what would be asked is allowed", off(), read, Ruling.ALLOW, "default"),
        row(
            "switched off, an ask rule allows",
            off(ASK_WRITES),
            tool("write_file", none),
            Ruling.ALLOW,
            "writes"),
        row("switched off, deny stands", off(DENY_ALL), read, Ruling.DENY, "all"),
        row("switched off, doubt denies", off(DENY_SECRETS), read, Ruling.DENY, "secrets"),
        row("switched off, secrets stay unread", off(), secrets(), Ruling.DENY, "default"));
  }

  private static JsonObject.Builder hidden() {
    return JsonObject.builder().put("secret", true);
  }

  private static ApprovalRequest secrets() {
    return tool("read_file", hidden().build());
  }

  private static ApprovalPolicy off(PolicyRule... rules) {
    return new ApprovalPolicy(PolicyVersion.ofOwner(7), false, List.of(rules), Ruling.ASK);
  }

  private static Row row(String name, ApprovalPolicy policy, ApprovalRequest request, Ruling r) {
    return row(name, policy, request, r, "default");
  }

  private static Row row(
      String name, ApprovalPolicy policy, ApprovalRequest request, Ruling ruling, String rule) {
    return new Row(name, policy, request, ruling, rule);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_policy_rules_on_a_request(Row row) {
    Verdict verdict = row.policy().evaluate(row.request());

    assertThat(verdict.ruling()).isEqualTo(row.ruling());
    assertThat(verdict.explanation().rule()).isEqualTo(row.rule());
    assertThat(verdict.explanation().policy()).isEqualTo(PolicyVersion.ofOwner(7));
  }

  @Test
  void deny_wins_whatever_the_order() {
    var rules =
        new ArrayList<>(
            List.of(
                ALLOW_ALL, ALLOW_READS, rule("asks", Ruling.ASK, ".*"), DENY_SECRETS, ALLOW_SMALL));
    ApprovalRequest secret = tool("read_file", detail("path", new JsonString("secret/key")));
    for (int i = 0; i < rules.size(); i++) {
      Collections.rotate(rules, 1);
      var policy = new ApprovalPolicy(PolicyVersion.ofOwner(1), true, rules, Ruling.ASK);

      assertThat(policy.evaluate(secret)).isInstanceOf(Verdict.Denied.class);
    }
  }

  @Test
  void a_verdict_says_why() {
    assertThat(policy(DENY_ALL).evaluate(tool("x", JsonObject.empty())).explanation())
        .isEqualTo(new Verdict.Explanation("all", PolicyVersion.ofOwner(7), "because of all"));
    assertThat(policy(DENY_SECRETS).evaluate(tool("x", JsonObject.empty())).explanation().reason())
        .isEqualTo("cannot tell whether rule secrets forbids this");
    assertThat(policy().evaluate(tool("x", JsonObject.empty())).explanation().reason())
        .isEqualTo("no rule of the policy covers this");
    assertThat(policy(ALLOW_READS).evaluate(secrets()).explanation().reason())
        .isEqualTo("it reads a file for secrets, and no rule of the policy says that it may");
    assertThat(off().evaluate(tool("x", JsonObject.empty())).explanation().reason())
        .isEqualTo("approvals are switched off");
  }

  @Test
  void a_policy_is_equal_by_what_is_written_in_it() {
    assertThat(policy(rule("a", Ruling.ASK, "x.*")))
        .isEqualTo(policy(rule("a", Ruling.ASK, "x.*")));
    assertThat(pattern("a")).isNotEqualTo(pattern("b")).isNotEqualTo("a").hasToString("a");
    assertThat(pattern("a")).hasSameHashCodeAs(pattern("a"));
  }
}
