package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
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
    Approval decided =
        runtime.decide(
            new DecideApproval(
                Owner.LOCAL,
                view.approval().id(),
                wanted.decision(),
                wanted.seen().orElseGet(view.approval()::digest),
                TerminalDesk.person()));
    idle.print(decided.state().id() + " " + ApprovalForm.summary(decided));
    idle.surroundings().tell("go on: " + common.next().resume(view.session()));
    return ExitCode.DONE.status();
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
