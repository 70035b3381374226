package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Grant;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.approval.PolicyInForce;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes grants of decisions that reach further than once. */
record Grants(PoliciesInForce policies) {

  /**
   * Most grants in force in a session that gives another one. What others give for all sessions
   * comes beside them, so that at most twice as many are asked before a call.
   */
  static final int MAX_GRANTS = 200;

  /** What a grant would make of the request it came from. */
  private record Tried(GrantRule rule, Verdict verdict) {
    boolean works() {
      return verdict instanceof Verdict.Allowed;
    }
  }

  /**
   * The rule that can be granted for an approval: nothing where no rule fits it, or where it would
   * be asked for all the same.
   */
  Optional<GrantRule> offered(UnitOfWork work, Session session, Approval approval) {
    return GrantRule.of(approval)
        .map(rule -> tried(rule, policies.inForce(work, session), approval))
        .filter(Tried::works)
        .map(Tried::rule);
  }

  private static Tried tried(GrantRule rule, PolicyInForce inForce, Approval approval) {
    var grants = new ArrayList<>(inForce.grants());
    grants.add(new Grant(new GrantId(approval.id().value()), rule.compiled()));
    return new Tried(
        rule, new PolicyInForce(inForce.policies(), grants).evaluate(approval.request()));
  }

  /**
   * Refuses what no grant can be made of, whoever wins.
   *
   * @throws RefusedException if the decision is no plain approval, or whoever decides may not
   */
  static void requirePossible(DecideApproval command) {
    if (!command.reach().equals(Reach.ONCE)
        && !(command.decision() instanceof ApprovalDecision.Approve)) {
      throw refused("only what is approved as it was asked can reach further than once");
    }
    if (command.reach().scope() == Reach.Scope.ALWAYS && !isAdmin(command.by())) {
      throw new RefusedException(
          new Refusal.NotTheirs("what holds for all sessions is granted by admins"));
    }
  }

  static boolean isAdmin(Reviewer reviewer) {
    return reviewer.role().includes(Role.ADMIN);
  }

  /**
   * Records the grant of an approval that is being decided.
   *
   * @throws RefusedException if no rule would let exactly that run unasked
   */
  void add(
      UnitOfWork work, Session session, Approval approval, DecideApproval command, Moment moment) {
    GrantRule rule = requireRule(work, session, approval);
    if (work.grants().inForce(command.owner(), Optional.of(session.id())).size() >= MAX_GRANTS) {
      throw refused(
          MAX_GRANTS
              + " grants hold in this session already, and all are asked before every call; revoke"
              + " some first, or write a rule of the policy");
    }
    Instant now = moment.at();
    work.grants()
        .add(
            new ApprovalGrant(
                new GrantId(moment.newId()),
                command.owner(),
                command.reach().scope() == Reach.Scope.SESSION
                    ? Optional.of(session.id())
                    : Optional.empty(),
                rule,
                approval.id(),
                new ApprovalGrant.Mark(RecordableText.of(command.by().name()), now),
                command.reach().time().map(now::plus),
                Optional.empty()));
  }

  private GrantRule requireRule(UnitOfWork work, Session session, Approval approval) {
    GrantRule rule =
        GrantRule.of(approval)
            .orElseThrow(
                () ->
                    refused(
                        "no rule would allow exactly what approval "
                            + approval.id()
                            + " asks for; decide it alone, each time"));
    Tried tried = tried(rule, policies.inForce(work, session), approval);
    if (!tried.works()) {
      throw refused(
          "no grant would let run unasked what approval "
              + approval.id()
              + " asks for: "
              + tried.verdict().explanation().reason()
              + "; decide it alone, each time");
    }
    return rule;
  }

  private static RefusedException refused(String problem) {
    return new RefusedException(Refusal.Invalid.of(List.of(problem)));
  }
}
