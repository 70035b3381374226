package dev.agentruntime.domain.approval;

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
 * @param type the type it is about, empty for all
 * @param subject pattern on the whole subject
 * @param conditions all must hold
 * @param reason why, for the reviewer and the model
 */
public record PolicyRule(
    String id,
    Optional<ApprovalType> type,
    TextPattern subject,
    List<Condition> conditions,
    Ruling ruling,
    String reason) {

  public PolicyRule {
    conditions = List.copyOf(conditions);
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

  /** Whether it is about requests of that type and subject. */
  boolean concerns(ApprovalRequest request) {
    boolean otherType = type.isPresent() && !type.get().equals(request.type());
    return !otherType && subject.matches(request.subject());
  }

  private boolean namesSecrets() {
    return conditions.stream()
        .anyMatch(condition -> condition.detail().equals(ApprovalRequest.SECRET));
  }
}
