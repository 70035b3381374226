package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * How a verdict on a request comes about, for people who ask why. Found by the same tests that make
 * the verdict; allows nothing.
 *
 * @param policies all that were asked, in their order
 * @param grants all that could answer in a person's place
 */
public record PolicyFindings(Verdict verdict, List<OnPolicy> policies, List<OnRule> grants) {

  public PolicyFindings {
    policies = List.copyOf(policies);
    grants = List.copyOf(grants);
  }

  /**
   * What one policy says.
   *
   * @param rules every rule, in its order
   */
  public record OnPolicy(PolicyVersion version, Verdict verdict, List<OnRule> rules) {
    public OnPolicy {
      rules = List.copyOf(rules);
    }
  }

  /**
   * What a rule says of the request.
   *
   * @param truth whether it matches; unknown where a detail it looks at cannot be seen
   * @param concerned whether it is about requests of this type, subject and agent at all; its
   *     conditions matter only then
   */
  public record OnRule(
      PolicyRule rule, Condition.Truth truth, boolean concerned, List<OnCondition> conditions) {
    public OnRule {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * What a condition saw.
   *
   * @param seen the value, if the request has one
   * @param part what of it settles the condition: an item of a list, or a command of a line; empty
   *     where it is all of it
   */
  public record OnCondition(
      Condition condition,
      Optional<JsonValue> seen,
      Optional<JsonValue> part,
      Condition.Truth truth) {}

  /** What is found by all that is in force. */
  public static PolicyFindings of(PolicyInForce inForce, ApprovalRequest request) {
    var evidence = new Evidence(request);
    return new PolicyFindings(
        inForce.evaluate(evidence),
        inForce.policies().stream().map(policy -> onPolicy(policy, evidence)).toList(),
        inForce.grants().stream().map(grant -> onRule(grant.rule(), evidence)).toList());
  }

  private static OnPolicy onPolicy(ApprovalPolicy policy, Evidence evidence) {
    return new OnPolicy(
        policy.version(),
        policy.evaluate(evidence),
        policy.rules().stream().map(rule -> onRule(rule, evidence)).toList());
  }

  private static OnRule onRule(PolicyRule rule, Evidence evidence) {
    return new OnRule(
        rule,
        rule.on(evidence),
        rule.concerns(evidence.request()),
        rule.conditions().stream()
            .map(
                condition ->
                    new OnCondition(
                        condition,
                        condition.find(evidence.request().details()),
                        condition.part(evidence, rule.ruling()),
                        condition.on(evidence, rule.ruling())))
            .toList());
  }
}
