package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.query.ApprovalView;
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

  /** Records the decision and says how the session goes on. */
  int decide(IdleRuntime idle, ApprovalDecision decision) {
    Optional<Digest> seen = digest.map(Decider::digest);
    return idle.use(common, runtime -> decide(runtime, idle, new Wanted(seen, decision)));
  }

  private record Wanted(Optional<Digest> seen, ApprovalDecision decision) {}

  private int decide(AgentRuntime runtime, IdleRuntime idle, Wanted wanted) {
    ApprovalView view = ApprovalIds.find(runtime, common.next(), id);
    Approval decided = decided(runtime, view.approval(), wanted);
    idle.print(decided.state().id() + " " + ApprovalForm.summary(decided));
    idle.surroundings().tell(next(runtime, view.session(), decided));
    return ExitCode.DONE.status();
  }

  private String next(AgentRuntime runtime, Optional<SessionId> session, Approval decided) {
    if (decided.isPending()) {
      return TermsForm.stillNeeded(decided);
    }
    return session
        .map(id -> goOn(runtime, id))
        .orElse("it belongs to no session: whoever asked for it is told");
  }

  private String goOn(AgentRuntime runtime, SessionId session) {
    Runner runner = runtime.get(new GetSession(Owner.LOCAL, session)).summary().runner();
    return common.next().goOn(session, runner);
  }

  private Approval decided(AgentRuntime runtime, Approval approval, Wanted wanted) {
    try {
      return runtime.decide(
          new DecideApproval(
              Owner.LOCAL,
              approval.id(),
              wanted.decision(),
              wanted.seen().orElseGet(approval::digest),
              TerminalDesk.person(),
              Reach.ONCE));
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
