package dev.agentruntime.domain.approval;

/**
 * What a person allowed beyond one decision.
 *
 * @param rule matches what it allows and nothing else; it allows
 */
public record Grant(GrantId id, PolicyRule rule) {

  private static final String NAME = "grant ";

  public Grant {
    if (rule.ruling() != Ruling.ALLOW) {
      throw new IllegalArgumentException("a grant allows");
    }
  }

  /** Its name where a verdict names its rule. */
  String ruleName() {
    return NAME + id;
  }

  /** Whether that is how a verdict names a grant: no rule of a policy has such a name. */
  public static boolean isName(String rule) {
    return rule.startsWith(NAME);
  }
}
