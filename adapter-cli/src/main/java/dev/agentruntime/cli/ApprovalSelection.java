package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which approvals are meant. */
final class ApprovalSelection {

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description = "Only those of this session; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only those of this type: tool, recovery, limit, or one of your own.")
  private Optional<String> type = Optional.empty();

  /**
   * What is meant.
   *
   * @param session the one they belong to, if it is one
   */
  record Chosen(Optional<SessionId> session, Optional<ApprovalType> type) {

    ApprovalFilter filter(Optional<String> state, Optional<String> cursor) {
      return new ApprovalFilter(session, type, state, SessionFilter.MAX, cursor);
    }

    /** Whether an approval is among them. */
    boolean has(ApprovalView view) {
      boolean elsewhere = session.isPresent() && !session.equals(view.session());
      boolean other = type.isPresent() && !type.get().equals(view.approval().request().type());
      return !elsewhere && !other;
    }
  }

  Chosen in(AgentRuntime runtime, NextCommands next) {
    return new Chosen(
        session.map(new SessionIds(runtime, next)::find),
        type.map(name -> ApprovalTypes.named("--type", name)));
  }
}
