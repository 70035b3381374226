package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses who decides and answers in a run. */
final class Desks {

  private final Screen screen;
  private final ApprovalHandling handling;
  private final ApprovalDesk desk;

  Desks(
      Screen screen,
      AgentRuntime runtime,
      RunOutput.Format format,
      Optional<ApprovalHandling> wanted) {
    this.screen = screen;
    this.handling = wanted.orElseGet(() -> byDefault(screen.surroundings()));
    this.desk = desk(runtime, format);
  }

  private static ApprovalHandling byDefault(Surroundings surroundings) {
    return surroundings.isAttended() ? ApprovalHandling.ASK : ApprovalHandling.WAIT;
  }

  private ApprovalDesk desk(AgentRuntime runtime, RunOutput.Format format) {
    Surroundings surroundings = screen.surroundings();
    boolean streams = format == RunOutput.Format.STREAM_JSON;
    return switch (handling) {
      case ASK -> new TerminalDesk(screen, runtime);
      case STDIN ->
          new StdinDesk(
              new InputLines(surroundings.in()),
              streams ? surroundings.out() : surroundings.err(),
              !streams);
      case DENY -> new DenyingDesk();
      case WAIT, FAIL -> ApprovalDesk.UNATTENDED;
    };
  }

  ApprovalHandling handling() {
    return handling;
  }

  ApprovalDesk desk() {
    return desk;
  }

  /** Who answers questions, if somebody is there. */
  Optional<TerminalAnswers> person() {
    return handling == ApprovalHandling.ASK || isFree()
        ? Optional.of(new TerminalAnswers(screen))
        : Optional.empty();
  }

  private boolean isFree() {
    return handling != ApprovalHandling.STDIN && screen.surroundings().isAttended();
  }

  /** Lets who decides by program know what is pending: now what is from before, later by asking. */
  void announce(Supplier<List<ApprovalView>> pending) {
    if (desk instanceof StdinDesk stdin) {
      stdin.decideAmong(pending);
    }
  }
}
