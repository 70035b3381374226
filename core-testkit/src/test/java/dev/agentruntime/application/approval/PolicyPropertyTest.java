package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.approval.Grant;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.approval.PolicyInForce;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.command.CommandLine;
import dev.agentruntime.domain.command.SimpleCommand;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.testkit.gen.Gen;
import dev.agentruntime.testkit.gen.PolicyGen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds of every policy and every request. */
class PolicyPropertyTest {

  private static final int SEEDS = 4_000;

  private static ApprovalPolicy read(JsonObject document) {
    return PolicyDocument.read(document);
  }

  private static JsonObject with(JsonObject document, List<JsonValue> rules) {
    var other = JsonObject.builder();
    document.members().forEach(other::put);
    return other.put("rules", new JsonArray(rules)).build();
  }

  @Test
  void a_denial_wins_wherever_it_stands() {
    int denied = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var gen = new Gen(seed);
      var policies = new PolicyGen(gen);
      JsonObject document = policies.document();
      ApprovalRequest request = policies.request();
      var rules = new ArrayList<>(document.array("rules"));
      Ruling before = read(document).evaluate(request).ruling();
      Collections.shuffle(rules, new Random(seed));
      Ruling shuffled = read(with(document, rules)).evaluate(request).ruling();

      assertThat(shuffled == Ruling.DENY).as("seed %d", seed).isEqualTo(before == Ruling.DENY);

      rules.add(
          gen.below(rules.size() + 1),
          JsonObject.builder().put("id", "never").put("decision", "deny").build());
      assertThat(read(with(document, rules)).evaluate(request))
          .as("seed %d", seed)
          .isInstanceOf(Verdict.Denied.class);
      denied += before == Ruling.DENY ? 1 : 0;
    }
    assertThat(denied).as("the generator makes policies that deny").isGreaterThan(SEEDS / 20);
  }

  @Test
  void what_is_explained_is_what_is_ruled() {
    var rulings = new HashSet<Ruling>();
    for (long seed = 0; seed < SEEDS; seed++) {
      var policies = new PolicyGen(new Gen(seed));
      var inForce =
          new PolicyInForce(
              List.of(read(policies.document()), read(policies.document())),
              List.of(
                  new Grant(
                      new GrantId(new UUID(0, seed)),
                      PolicyDocument.rule(policies.rule("g", "allow")))));
      ApprovalRequest request = policies.request();

      Verdict verdict = inForce.evaluate(request);
      PolicyFindings findings = PolicyFindings.of(inForce, request);

      assertThat(findings.verdict().ruling()).as("seed %d", seed).isEqualTo(verdict.ruling());
      assertThat(findings.verdict().explanation()).isEqualTo(verdict.explanation());
      for (PolicyFindings.OnPolicy policy : findings.policies()) {
        requireConsistent(policy, seed);
      }
      rulings.add(verdict.ruling());
      assertThat(verdict.ruling())
          .as("seed %d: no policy is overruled but by a grant", seed)
          .matches(
              ruling ->
                  findings.policies().stream().allMatch(on -> isAtLeast(ruling, on, findings)));
    }
    assertThat(rulings).containsExactlyInAnyOrder(Ruling.values());
  }

  private static boolean isAtLeast(
      Ruling ruling, PolicyFindings.OnPolicy policy, PolicyFindings findings) {
    boolean granted =
        policy.verdict() instanceof Verdict.ApprovalRequired required
            && required.isGrantable()
            && findings.grants().stream().anyMatch(grant -> grant.truth() == Truth.YES);
    return granted || ruling.compareTo(policy.verdict().ruling()) >= 0;
  }

  /** The rule that had the say is one that says so. */
  private static void requireConsistent(PolicyFindings.OnPolicy policy, long seed) {
    Verdict verdict = policy.verdict();
    boolean forbidden =
        policy.rules().stream()
            .anyMatch(on -> on.rule().ruling() == Ruling.DENY && on.truth() == Truth.YES);
    if (forbidden) {
      assertThat(verdict).as("seed %d", seed).isInstanceOf(Verdict.Denied.class);
    }
    boolean doubted =
        policy.rules().stream()
            .anyMatch(on -> on.rule().ruling() == Ruling.DENY && on.truth() == Truth.UNKNOWN);
    if (doubted) {
      assertThat(verdict.ruling()).as("seed %d", seed).isNotEqualTo(Ruling.ALLOW);
    }
    policy.rules().stream()
        .filter(on -> on.rule().id().equals(verdict.explanation().rule()))
        .forEach(
            on -> {
              assertThat(on.concerned()).as("seed %d", seed).isTrue();
              assertThat(on.truth()).as("seed %d", seed).isNotEqualTo(Truth.NO);
            });
  }

  @Test
  void what_is_written_and_read_back_is_the_same_policy() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var policies = new PolicyGen(new Gen(seed));
      JsonObject document = policies.document();
      JsonObject back = JsonText.readObject(document.canonical());

      assertThat(back).as("seed %d", seed).isEqualTo(document);
      for (int i = 0; i < 5; i++) {
        ApprovalRequest request = policies.request();
        Verdict verdict = read(back).evaluate(request);
        assertThat(verdict.explanation())
            .as("seed %d", seed)
            .isEqualTo(read(document).evaluate(request).explanation());
      }
    }
  }

  @Test
  void a_grant_matches_the_call_it_came_from_and_no_call_beyond_what_it_names() {
    int granted = 0;
    int matched = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var policies = new PolicyGen(new Gen(seed));
      ApprovalRequest origin = policies.toolRequest();
      Optional<GrantRule> offered = GrantRule.of(approval(origin));
      if (offered.isEmpty()) {
        continue;
      }
      granted++;
      Grant grant = new Grant(new GrantId(new UUID(0, seed)), offered.get().compiled());
      assertThat(allows(grant, origin)).as("seed %d", seed).isTrue();
      for (int i = 0; i < 20; i++) {
        ApprovalRequest other = policies.toolRequest();
        if (allows(grant, other)) {
          matched++;
          assertThat(isWithin(other, origin)).as("seed %d: %s", seed, other).isTrue();
        }
      }
    }
    assertThat(granted).isGreaterThan(SEEDS / 4);
    assertThat(matched).as("some others are within").isPositive();
  }

  /** Nobody gets by with fewer people, or others, than one of the policies wants. */
  @Test
  void what_several_policies_want_together_is_no_less_than_each_of_them_wants() {
    int together = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var policies = new PolicyGen(new Gen(seed));
      List<ApprovalPolicy> asked = List.of(read(policies.document()), read(policies.document()));
      ApprovalRequest request = policies.request();
      if (!(new PolicyInForce(asked, List.of()).evaluate(request)
          instanceof Verdict.ApprovalRequired both)) {
        continue;
      }
      for (ApprovalPolicy policy : asked) {
        if (policy.evaluate(request) instanceof Verdict.ApprovalRequired alone) {
          together++;
          assertThat(both.terms().areAsStrictAs(alone.terms())).as("seed %d", seed).isTrue();
          assertThat(endOf(both)).as("seed %d", seed).isLessThanOrEqualTo(endOf(alone));
          assertThat(both.terms().onTimeout() == OnTimeout.REJECT || isConsent(alone))
              .as("seed %d: silence is consent only where all say so", seed)
              .isTrue();
        }
      }
    }
    assertThat(together).isGreaterThan(SEEDS / 4);
  }

  private static boolean isConsent(Verdict.ApprovalRequired verdict) {
    return verdict.terms().onTimeout() == OnTimeout.APPROVE;
  }

  private static Duration endOf(Verdict.ApprovalRequired verdict) {
    return verdict.terms().timeout().orElse(ApprovalTerms.MAX_TIMEOUT.plusSeconds(1));
  }

  private static Approval approval(ApprovalRequest request) {
    return Approval.pending(
        new ApprovalId(new UUID(0, 1)),
        request,
        new Approval.Asked(
            Optional.empty(),
            "",
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Approval.Basis.RUNTIME));
  }

  private static boolean allows(Grant grant, ApprovalRequest request) {
    ApprovalPolicy asks = read(JsonObject.empty());
    return new PolicyInForce(List.of(asks), List.of(grant)).evaluate(request)
        instanceof Verdict.Allowed;
  }

  /** Same tool, same agent, no other path, no other command, no other folder. */
  private static boolean isWithin(ApprovalRequest other, ApprovalRequest origin) {
    return other.subject().equals(origin.subject())
        && other.agent().equals(origin.agent())
        && origin.details().strings("paths").containsAll(other.details().strings("paths"))
        && commands(other).equals(commands(origin))
        && folder(other).equals(folder(origin));
  }

  private static List<String> commands(ApprovalRequest request) {
    return request.details().string("command").stream()
        .flatMap(text -> CommandLine.parse(text).parts())
        .map(SimpleCommand::quoted)
        .toList();
  }

  private static Optional<String> folder(ApprovalRequest request) {
    return request.details().object("arguments").flatMap(arguments -> arguments.string("cwd"));
  }
}
