package dev.agentruntime.domain.approval;

/** What the policy says of a request. Only the policy makes one. */
public sealed interface Verdict {

  /** Which rule of which policy said so. */
  Explanation explanation();

  /** The ruling in stores and on wires. */
  default Ruling ruling() {
    return switch (this) {
      case Allowed allowed -> Ruling.ALLOW;
      case ApprovalRequired required -> Ruling.ASK;
      case Denied denied -> Ruling.DENY;
    };
  }

  /**
   * Where a verdict comes from.
   *
   * @param rule the rule's id
   * @param policyVersion the version of the policy that was asked
   * @param reason the rule's reason
   */
  record Explanation(String rule, int policyVersion, String reason) {}

  /** It may run without asking. */
  final class Allowed implements Verdict {
    private final Explanation explanation;

    Allowed(Explanation explanation) {
      this.explanation = explanation;
    }

    @Override
    public Explanation explanation() {
      return explanation;
    }
  }

  /** A person decides. */
  final class ApprovalRequired implements Verdict {
    private final Explanation explanation;

    ApprovalRequired(Explanation explanation) {
      this.explanation = explanation;
    }

    @Override
    public Explanation explanation() {
      return explanation;
    }
  }

  /** It never runs. */
  final class Denied implements Verdict {
    private final Explanation explanation;

    Denied(Explanation explanation) {
      this.explanation = explanation;
    }

    @Override
    public Explanation explanation() {
      return explanation;
    }
  }
}
