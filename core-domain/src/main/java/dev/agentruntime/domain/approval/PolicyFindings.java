package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * How a policy comes to its verdict on a request, for people who ask why. Found by the same tests
 * that make the verdict; allows nothing.
 *
 * @param rules every rule of the policy, in its order
 */
public record PolicyFindings(Verdict verdict, List<OnRule> rules) {

  public PolicyFindings {
    rules = List.copyOf(rules);
  }

  /**
   * What a rule says of the request.
   *
   * @param truth whether it matches; unknown where a detail it looks at cannot be seen
   * @param concerned whether it is about requests of this type and subject at all; its conditions
   *     matter only then
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
   */
  public record OnCondition(Condition condition, Optional<JsonValue> seen, Condition.Truth truth) {}

  /** What this policy finds. */
  public static PolicyFindings of(ApprovalPolicy policy, ApprovalRequest request) {
    var evidence = new Evidence(request);
    return new PolicyFindings(
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
                        condition.on(evidence, rule.ruling())))
            .toList());
  }
}
