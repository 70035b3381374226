package dev.agentruntime.domain.approval;

/**
 * What a person allowed beyond one decision.
 *
 * @param rule matches what it allows and nothing else; it allows
 */
public record Grant(GrantId id, PolicyRule rule) {

  public Grant {
    if (rule.ruling() != Ruling.ALLOW) {
      throw new IllegalArgumentException("a grant allows");
    }
  }

  /** Its name where a verdict names its rule. */
  String ruleName() {
    return "grant " + id;
  }
}
