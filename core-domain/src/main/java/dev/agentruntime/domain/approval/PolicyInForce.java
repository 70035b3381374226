package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.approval.Verdict.ApprovalRequired;
import dev.agentruntime.domain.approval.Verdict.Explanation;
import java.util.List;

/**
 * All that is asked before something runs: policies, of which the strictest has its way, and what
 * people granted, which answers where otherwise a person would be asked. A grant never overrules a
 * denial, a doubt, or a rule that wants several people or certain ones.
 *
 * @param policies at least one, the one that is told where they agree first
 * @param grants those that are in force now
 */
public record PolicyInForce(List<ApprovalPolicy> policies, List<Grant> grants) {

  public PolicyInForce {
    policies = List.copyOf(policies);
    grants = List.copyOf(grants);
    if (policies.isEmpty()) {
      throw new IllegalArgumentException("without a policy nothing is in force");
    }
  }

  /** One policy alone. */
  public static PolicyInForce of(ApprovalPolicy policy) {
    return new PolicyInForce(List.of(policy), List.of());
  }

  /** What is said of a request. */
  public Verdict evaluate(ApprovalRequest request) {
    return evaluate(new Evidence(request));
  }

  Verdict evaluate(Evidence evidence) {
    Verdict strictest = policies.getFirst().evaluate(evidence);
    for (ApprovalPolicy policy : policies.subList(1, policies.size())) {
      strictest = stricter(strictest, policy.evaluate(evidence));
    }
    return strictest instanceof ApprovalRequired required
        ? answeredByGrant(required, evidence)
        : strictest;
  }

  private static Verdict stricter(Verdict one, Verdict other) {
    if (one instanceof ApprovalRequired asks && other instanceof ApprovalRequired too) {
      return asks.and(too);
    }
    return one.ruling().compareTo(other.ruling()) >= 0 ? one : other;
  }

  private Verdict answeredByGrant(ApprovalRequired required, Evidence evidence) {
    if (!required.isGrantable()) {
      return required;
    }
    return grants.stream()
        .filter(grant -> grant.rule().on(evidence) == Truth.YES)
        .findFirst()
        .<Verdict>map(
            grant ->
                new Verdict.Allowed(
                    new Explanation(
                        grant.ruleName(), required.explanation().policy(), grant.rule().reason())))
        .orElse(required);
  }
}
