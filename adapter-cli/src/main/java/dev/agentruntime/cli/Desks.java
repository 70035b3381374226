package dev.agentruntime.cli;

import dev.agentruntime.application.query.ApprovalView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses who decides and answers in a run. */
final class Desks {

  private final Surroundings surroundings;
  private final ApprovalHandling handling;
  private final InputLines lines;
  private final ApprovalDesk desk;

  Desks(Surroundings surroundings, RunOutput.Format format, Optional<ApprovalHandling> wanted) {
    this.surroundings = surroundings;
    this.handling = wanted.orElseGet(() -> byDefault(surroundings));
    this.lines = new InputLines(surroundings.in());
    this.desk = desk(format);
  }

  private static ApprovalHandling byDefault(Surroundings surroundings) {
    return surroundings.terminal().getAsBoolean() ? ApprovalHandling.ASK : ApprovalHandling.WAIT;
  }

  private ApprovalDesk desk(RunOutput.Format format) {
    boolean streams = format == RunOutput.Format.STREAM_JSON;
    return switch (handling) {
      case ASK -> new TerminalDesk(surroundings, lines);
      case STDIN ->
          new StdinDesk(lines, streams ? surroundings.out() : surroundings.err(), !streams);
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
        ? Optional.of(new TerminalAnswers(surroundings, lines))
        : Optional.empty();
  }

  private boolean isFree() {
    return handling != ApprovalHandling.STDIN && surroundings.terminal().getAsBoolean();
  }

  /** Lets who decides by program know what is pending: now what is from before, later by asking. */
  void announce(Supplier<List<ApprovalView>> pending) {
    if (desk instanceof StdinDesk stdin) {
      stdin.decideAmong(pending);
    }
  }
}
