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
   * @param policy the policy that was asked
   * @param reason the rule's reason
   */
  record Explanation(String rule, PolicyVersion policy, String reason) {

    /** Whether what somebody granted answered, in place of the policy. */
    public boolean isOfGrant() {
      return Grant.isName(rule);
    }
  }

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
    private final ApprovalTerms terms;
    private final boolean inDoubt;

    private ApprovalRequired(Explanation explanation, ApprovalTerms terms, boolean inDoubt) {
      this.explanation = explanation;
      this.terms = terms;
      this.inDoubt = inDoubt;
    }

    static ApprovalRequired on(ApprovalTerms terms, Explanation explanation) {
      return new ApprovalRequired(explanation, terms, false);
    }

    /** Where nobody knows whether a rule forbids it. */
    static ApprovalRequired inDoubt(ApprovalTerms terms, Explanation explanation) {
      return new ApprovalRequired(explanation, terms, true);
    }

    /** The same where another policy asks too. */
    ApprovalRequired and(ApprovalRequired other) {
      return new ApprovalRequired(explanation, terms.and(other.terms), inDoubt || other.inDoubt);
    }

    @Override
    public Explanation explanation() {
      return explanation;
    }

    /** How it is to be decided. */
    public ApprovalTerms terms() {
      return terms;
    }

    /**
     * Whether what a person granted before can answer it: one word suffices, and no rule doubts.
     */
    public boolean isGrantable() {
      return !inDoubt && !terms.wantsOthers();
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
