package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that decide have in common. */
final class Decider {

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The approval; the beginning of its id is enough.")
  private String id = "";

  @Option(
      names = "--digest",
      paramLabel = "HEX",
      description = "Decide only if this is what is asked for; see approvals list --format json.")
  private Optional<String> digest = Optional.empty();

  /** What is to be decided. */
  record Wanted(ApprovalDecision decision, Reach reach) {}

  /** Asks whether something is to be decided, where that is not clear. */
  interface Consent {
    boolean ask(AgentRuntime runtime, ApprovalView view);
  }

  /** Records a decision on this once and says how the session goes on. */
  int decide(IdleRuntime idle, ApprovalDecision decision) {
    return decide(idle, new Wanted(decision, Reach.ONCE), (runtime, view) -> true);
  }

  /** Records the decision, if that is wanted, and says how the session goes on. */
  int decide(IdleRuntime idle, Wanted wanted, Consent consent) {
    Optional<Digest> named = digest.map(Decider::digest);
    return idle.use(
        common,
        runtime -> {
          ApprovalView view = ApprovalIds.find(runtime, common.next(), id);
          if (!consent.ask(runtime, view)) {
            idle.surroundings().tell("nothing was decided");
            return ExitCode.UNDECIDED.status();
          }
          Digest seen = named.orElseGet(view.approval()::digest);
          return tell(runtime, idle, decided(runtime, view.approval(), wanted, seen));
        });
  }

  private int tell(AgentRuntime runtime, IdleRuntime idle, Approval decided) {
    idle.print(decided.state().id() + " " + ApprovalForm.summary(decided));
    idle.surroundings().tell(next(runtime, decided));
    return (decided.isPending() ? ExitCode.UNDECIDED : ExitCode.DONE).status();
  }

  private String next(AgentRuntime runtime, Approval decided) {
    if (decided.isPending()) {
      return TermsForm.stillNeeded(decided);
    }
    return runtime
        .get(new GetApproval(Owner.LOCAL, decided.id()))
        .session()
        .map(id -> goOn(runtime, id))
        .orElse("it belongs to no session: whoever asked for it is told");
  }

  private String goOn(AgentRuntime runtime, SessionId session) {
    Runner runner = runtime.get(new GetSession(Owner.LOCAL, session)).summary().runner();
    return common.next().goOn(session, runner);
  }

  private Approval decided(AgentRuntime runtime, Approval approval, Wanted wanted, Digest seen) {
    try {
      return runtime.decide(
          new DecideApproval(
              Owner.LOCAL,
              approval.id(),
              wanted.decision(),
              seen,
              TerminalDesk.person(),
              wanted.reach()));
    } catch (RefusedException e) {
      CommandFailure refused = CommandFailure.of(e);
      // It is not as it was seen: decided meanwhile, or another request.
      throw refused.code() == ExitCode.FAILED
          ? refused.looking(common.next().approvals())
          : refused;
    }
  }

  private static Digest digest(String hex) {
    try {
      return new Digest(hex);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          "--digest: " + e.getMessage() + "; approvals list --format json shows it");
    }
  }
}
