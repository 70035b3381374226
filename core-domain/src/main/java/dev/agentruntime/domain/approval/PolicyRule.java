package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Condition.Truth;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a policy.
 *
 * <p>A rule that allows says nothing about reading secrets unless one of its conditions is about
 * them: {@code .env} is not read because reading is allowed.
 *
 * @param id names the rule in verdicts; unique within its policy
 * @param conditions all must hold
 * @param reason why, for the reviewer and the model
 * @param terms how people decide, where it asks
 */
public record PolicyRule(
    String id,
    Scope scope,
    List<Condition> conditions,
    Ruling ruling,
    String reason,
    ApprovalTerms terms) {

  public PolicyRule {
    conditions = List.copyOf(conditions);
  }

  /**
   * The requests a rule is about.
   *
   * @param type of them, empty for all
   * @param subject pattern on the whole subject
   * @param agent who wants it, empty for all; a request without an agent is nobody's
   */
  public record Scope(Optional<ApprovalType> type, TextPattern subject, Optional<AgentName> agent) {

    boolean covers(ApprovalRequest request) {
      boolean otherType = type.isPresent() && !type.get().equals(request.type());
      boolean otherAgent = agent.isPresent() && !agent.equals(request.agent());
      return !otherType && !otherAgent && subject.matches(request.subject());
    }
  }

  Truth on(Evidence evidence) {
    ApprovalRequest request = evidence.request();
    boolean silent = ruling == Ruling.ALLOW && request.isAboutSecrets() && !namesSecrets();
    if (silent || !concerns(request)) {
      return Truth.NO;
    }
    Truth all = Truth.YES;
    for (Condition condition : conditions) {
      Truth truth = condition.on(evidence, ruling);
      if (truth == Truth.NO) {
        return Truth.NO;
      }
      all = truth == Truth.UNKNOWN ? truth : all;
    }
    return all;
  }

  /** Whether it is about requests of that type, subject and agent. */
  boolean concerns(ApprovalRequest request) {
    return scope.covers(request);
  }

  private boolean namesSecrets() {
    return conditions.stream()
        .anyMatch(condition -> condition.detail().equals(ApprovalRequest.SECRET));
  }
}
