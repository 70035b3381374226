package dev.agentruntime.cli;

import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.domain.approval.ApprovalDecision;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Approves. */
@Command(
    name = "approve",
    description = {
      "Lets exactly what is asked for run.",
      "With --scope also everything that is exactly like it, in its session or in all of yours. The"
          + " rule that says so is shown first, and asked about where somebody is there."
    },
    footer = {
      "agent-runtime approvals approve 0193f2c4-8d6e",
      "agent-runtime approvals approve 0193f2c4-8d6e --scope session",
      "agent-runtime approvals approve 0193f2c4-8d6e --scope always --for 7d --yes"
    })
final class ApprovalsApproveCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final Decider decider = new Decider();

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "once",
      completionCandidates = Words.Scopes.class,
      description =
          "once, session (the same is not asked again in this session) or always (in none of"
              + " yours). Default: once.")
  private Reach.Scope scope = Reach.Scope.ONCE;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description =
          "How long that holds, such as 8h or 7d. Default: the whole session, and 30d for always.")
  private Optional<Duration> lasts = Optional.empty();

  @Option(
      names = {"-y", "--yes"},
      description = "Keep the rule without asking.")
  private boolean yes;

  ApprovalsApproveCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    Reach reach = reach();
    return decider.decide(
        idle,
        new Decider.Wanted(new ApprovalDecision.Approve(), reach),
        (runtime, view) -> new GrantConsent(idle.surroundings(), reach, yes).ask(runtime, view));
  }

  private Reach reach() {
    try {
      return new Reach(scope, lasts);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--for: " + e.getMessage());
    }
  }
}
