package dev.agentruntime.cli;

import dev.agentruntime.application.query.ApprovalView;
import java.util.List;
import java.util.Optional;

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

  /** Tells of requests from before the run to who decides by program. */
  void announce(List<ApprovalView> pending) {
    if (desk instanceof StdinDesk stdin) {
      pending.forEach(stdin::announce);
    }
  }
}
