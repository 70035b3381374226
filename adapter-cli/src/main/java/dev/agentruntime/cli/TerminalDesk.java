package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.Reviewer;
import java.util.Objects;
import java.util.Optional;

/** Asks the person at the terminal. */
final class TerminalDesk implements ApprovalDesk {

  private final Screen screen;
  private final AgentRuntime runtime;

  TerminalDesk(Screen screen, AgentRuntime runtime) {
    this.screen = screen;
    this.runtime = runtime;
  }

  /** Who sits there. */
  static Reviewer person() {
    return ApprovalDesk.called(
        Objects.requireNonNullElse(System.getProperty("user.name"), "local"));
  }

  @Override
  public Optional<Ballot> decide(ApprovalView view, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    return new ApprovalDialog(screen, runtime, view, deadline).decide();
  }

  @Override
  public boolean refused(ApprovalView view, String problem) {
    screen.show(Styled.of(Ink.YELLOW, "  not accepted: " + problem), "    ");
    return true;
  }
}
