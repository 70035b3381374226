package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.approval.Verdict.ApprovalRequired;
import dev.agentruntime.domain.approval.Verdict.Explanation;
import java.util.List;

/**
 * An ordered list of rules. Any matching rule that denies wins, wherever it stands; else the first
 * matching rule; else the default, which asks where nothing else is written.
 *
 * <p>What a rule cannot see (a detail that is missing or of another type) never widens what may
 * run: an allowing rule then does not match, an asking or denying one asks.
 *
 * @param version which one it is
 * @param enabled if false, nothing is asked: what would be asked is allowed, except to read
 *     secrets; what is denied stays denied
 * @param byDefault what holds where no rule matches; it does not allow to read secrets
 */
public record ApprovalPolicy(
    PolicyVersion version, boolean enabled, List<PolicyRule> rules, Ruling byDefault) {

  /** The rule's id in verdicts where no rule matched. */
  public static final String DEFAULT_RULE = "default";

  public ApprovalPolicy {
    rules = List.copyOf(rules);
  }

  /** What this policy says of a request. */
  public Verdict evaluate(ApprovalRequest request) {
    return evaluate(new Evidence(request));
  }

  Verdict evaluate(Evidence evidence) {
    PolicyRule doubtful = null;
    for (PolicyRule rule : rules) {
      if (rule.ruling() == Ruling.DENY) {
        Truth truth = rule.on(evidence);
        if (truth == Truth.YES) {
          return new Verdict.Denied(explain(rule));
        }
        doubtful = truth == Truth.UNKNOWN && doubtful == null ? rule : doubtful;
      }
    }
    if (doubtful != null) {
      Explanation doubt = explainDoubt(doubtful);
      return enabled ? inDoubt(doubt, firstMatch(evidence)) : new Verdict.Denied(doubt);
    }
    return firstMatch(evidence);
  }

  /** Whoever leaves out a detail is not to have it easier than with it. */
  private static Verdict inDoubt(Explanation doubt, Verdict otherwise) {
    return switch (otherwise) {
      case Verdict.Allowed allowed -> ApprovalRequired.inDoubt(ApprovalTerms.DEFAULT, doubt);
      case ApprovalRequired asks -> ApprovalRequired.inDoubt(asks.terms(), doubt);
      case Verdict.Denied denied -> denied;
    };
  }

  private Verdict firstMatch(Evidence evidence) {
    ApprovalRequest request = evidence.request();
    for (PolicyRule rule : rules) {
      if (rule.ruling() == Ruling.DENY) {
        // Looked at above; it takes time to look again.
        continue;
      }
      Truth truth = rule.on(evidence);
      if (rule.ruling() == Ruling.ALLOW && truth == Truth.YES) {
        return new Verdict.Allowed(explain(rule));
      }
      if (rule.ruling() == Ruling.ASK && truth != Truth.NO) {
        return ask(request, explain(rule), rule.terms());
      }
    }
    return byDefault(request);
  }

  private Verdict byDefault(ApprovalRequest request) {
    boolean secrets = request.isAboutSecrets();
    var explanation =
        new Explanation(
            DEFAULT_RULE,
            version,
            secrets
                ? "it reads a file for secrets, and no rule of the policy says that it may"
                : "no rule of the policy covers this");
    return switch (byDefault) {
      case ALLOW ->
          secrets
              ? ask(request, explanation, ApprovalTerms.DEFAULT)
              : new Verdict.Allowed(explanation);
      case ASK -> ask(request, explanation, ApprovalTerms.DEFAULT);
      case DENY -> new Verdict.Denied(explanation);
    };
  }

  /** With nobody to ask, secrets stay unread: that approvals are off does not speak of them. */
  private Verdict ask(ApprovalRequest request, Explanation explanation, ApprovalTerms terms) {
    if (enabled) {
      return ApprovalRequired.on(terms, explanation);
    }
    return request.isAboutSecrets()
        ? new Verdict.Denied(explanation)
        : new Verdict.Allowed(
            new Explanation(explanation.rule(), version, "approvals are switched off"));
  }

  /** The rule's own reason would say that it forbids this, which nobody knows. */
  private Explanation explainDoubt(PolicyRule rule) {
    return new Explanation(
        rule.id(), version, "cannot tell whether rule " + rule.id() + " forbids this");
  }

  private Explanation explain(PolicyRule rule) {
    return new Explanation(rule.id(), version, rule.reason());
  }
}
