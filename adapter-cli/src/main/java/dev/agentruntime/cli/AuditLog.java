package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Optional;

/**
 * The log as a record of who did what, deleted sessions included.
 *
 * @param next for what to type where it cannot be read
 */
record AuditLog(AgentRuntime runtime, NextCommands next) {

  /** The newest entries behind a cursor that somebody wrote. */
  Page<AuditEntry> newest(AuditFilter filter, int most, Optional<String> cursor) {
    return page(filter, new AuditQuery.Part(true, most, cursor));
  }

  /** A page of all entries from the oldest on. */
  Page<AuditEntry> oldest(AuditFilter filter, Optional<String> cursor) {
    return page(filter, new AuditQuery.Part(false, SessionFilter.MAX, cursor));
  }

  /** How far the logs go. */
  List<ChainHead> heads(HeadsQuery query) {
    try {
      return runtime.read(query);
    } catch (IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  private Page<AuditEntry> page(AuditFilter filter, AuditQuery.Part part) {
    try {
      return runtime.audit(new AuditQuery(Owner.LOCAL, filter, part));
    } catch (IllegalArgumentException | IllegalStateException e) {
      // A cursor is refused before anything is read, so the first look tells which it is.
      if (part.cursor().isPresent() && isReadable()) {
        throw CommandFailure.usage(
            "--cursor: this is none of this log; take the one that audit list told, or leave it"
                + " out");
      }
      throw unreadable(e);
    }
  }

  private boolean isReadable() {
    newest(AuditFilter.ALL, 1, Optional.empty());
    return true;
  }

  /** What is said of a log in which something cannot be read. */
  CommandFailure unreadable(RuntimeException e) {
    return new CommandFailure(
            ExitCode.FAILED,
            "the log is not as it was written, and cannot be read: " + e.getMessage())
        .looking(next.verify());
  }
}
