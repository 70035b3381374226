package dev.agentruntime.cli;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditFilter.When;
import dev.agentruntime.application.audit.AuditFilter.Where;
import dev.agentruntime.application.audit.AuditFilter.Who;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds what the log tells of by its id, as people write it; of deleted sessions, too.
 *
 * @param first the type of the event that each one begins with
 * @param entries which entries are of one
 * @param named whose id an entry names
 */
record LoggedIds(
    AuditLog log,
    String first,
    Function<UUID, Where> entries,
    Function<AuditEntry, Optional<UUID>> named)
    implements WrittenId.Known<AuditEntry> {

  /** The session that is meant. */
  static SessionId session(AuditLog log, String written) {
    var sessions =
        new LoggedIds(
            log,
            "session.created",
            id -> new Where(Optional.of(new SessionId(id)), Optional.empty(), Optional.empty()),
            entry -> Optional.of(entry.event().session().value()));
    return new SessionId(sessions.find(written, "session"));
  }

  /** The approval that is meant. */
  static ApprovalId approval(AuditLog log, String written) {
    var approvals =
        new LoggedIds(
            log,
            "approval.requested",
            id -> new Where(Optional.empty(), Optional.of(new ApprovalId(id)), Optional.empty()),
            entry -> entry.facts().subject().approval().map(ApprovalId::value));
    return new ApprovalId(approvals.find(written, "approval"));
  }

  /** The tool call that is meant. */
  static ToolCallId call(AuditLog log, String written) {
    var calls =
        new LoggedIds(
            log,
            "tool.call.proposed",
            id -> new Where(Optional.empty(), Optional.empty(), Optional.of(new ToolCallId(id))),
            entry -> entry.facts().subject().call().map(ToolCallId::value));
    return new ToolCallId(calls.find(written, "tool call"));
  }

  private UUID find(String written, String kind) {
    return id(new WrittenId(written, kind, log.next().audit(first)).in(this));
  }

  @Override
  public Optional<AuditEntry> get(UUID id) {
    return log.newest(AuditFilter.of(entries.apply(id)), 1, Optional.empty()).items().stream()
        .findFirst();
  }

  @Override
  public Stream<AuditEntry> all() {
    var filter = new AuditFilter(List.of(first), Where.ANY, Who.ANY, When.ANY);
    return Page.all((Optional<String> cursor) -> log.oldest(filter, cursor)).stream();
  }

  @Override
  public UUID id(AuditEntry entry) {
    return named.apply(entry).orElseThrow();
  }

  @Override
  public String words(AuditEntry entry) {
    return entry.event().at()
        + "  "
        + AuditForm.name(entry.facts().tool().orElse(entry.facts().agent()));
  }
}
