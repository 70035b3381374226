package dev.agentruntime.application.audit;

import dev.agentruntime.application.audit.AuditLogEntry.Told;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.RouterConfidence;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds in the log what the predecessor's audit log had. Of the approvals those are told that are
 * about tool calls, and of the decisions those that people made: all others had no entry there.
 */
public final class ReadAuditLogHandler {

  /**
   * So many events of these types are looked at, and no more pages behind: most of them may have
   * had no entry.
   */
  static final int SCANNED = 10_000;

  private static final int LEAST = 100;

  private final ReadModel reads;

  public ReadAuditLogHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query: the newest ones, in the log's order. */
  public List<AuditLogEntry> handle(ReadAuditLog query) {
    Deque<AuditLogEntry> found = new ArrayDeque<>();
    Optional<String> cursor = Optional.empty();
    int looked = 0;
    do {
      // Mostly the first page has enough; where it has not, few statements are to do.
      int most =
          cursor.isEmpty()
              ? Math.max(query.most(), LEAST)
              : Math.min(SessionFilter.MAX, SCANNED - looked);
      Page<AuditEntry> page = reads.audit(part(query, most, cursor));
      for (AuditEntry entry : page.items()) {
        if (found.size() < query.most()) {
          told(query, entry).ifPresent(told -> found.addFirst(new AuditLogEntry(entry, told)));
        }
      }
      looked += page.items().size();
      cursor = page.next();
    } while (cursor.isPresent() && found.size() < query.most() && looked < SCANNED);
    return List.copyOf(found);
  }

  private static AuditQuery part(ReadAuditLog query, int most, Optional<String> cursor) {
    var where = new AuditFilter.Where(query.session(), Optional.empty(), Optional.empty());
    var filter =
        new AuditFilter(
            AuditLogKind.types(query.kind()), where, AuditFilter.Who.ANY, AuditFilter.When.ANY);
    return new AuditQuery(query.owner(), filter, new AuditQuery.Part(true, most, cursor));
  }

  private Optional<Told> told(ReadAuditLog query, AuditEntry entry) {
    return switch (entry.event().event()) {
      case SessionEvent.AgentSwitched e ->
          Optional.of(
              new Told.Switched(
                  e.from(), e.to(), e.reason(), new RouterConfidence(reads).of(entry.event())));
      case SessionEvent.TurnEnded(TurnOutcome.Failed failed) ->
          Optional.of(new Told.TurnFailed(failed.kind(), failed.message()));
      case SessionEvent.ToolAnswered e -> Optional.of(new Told.CallFailed(e.result().content()));
      case SessionEvent.ApprovalRequested e when e.approval().asked().call().isPresent() ->
          Optional.of(
              new Told.Asked(e.approval().asked().reason(), arguments(e.approval().request())));
      case SessionEvent.ApprovalClosed e when e.call().isPresent() ->
          decided(query, e.approval(), e.outcome());
      default -> Optional.empty();
    };
  }

  private Optional<Told> decided(
      ReadAuditLog query, ApprovalId approval, PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved approved when !approved.isByPolicy() ->
          Optional.of(
              approved.edited()
                  ? new Told.Decided("edit", asked(query, approval), arguments(approved.granted()))
                  : new Told.Decided("approve", arguments(approved.granted()), Optional.empty()));
      case PendingApprovalState.Rejected rejected when !rejected.isByPolicy() ->
          Optional.of(new Told.Decided("reject", asked(query, approval), Optional.empty()));
      default -> Optional.empty();
    };
  }

  /** The event has what was granted only; who is not shown arguments needs no look at them. */
  private Optional<JsonObject> asked(ReadAuditLog query, ApprovalId approval) {
    return query.content() == AuditJson.Content.FULL
        ? reads
            .approval(query.owner(), approval)
            .flatMap(view -> arguments(view.approval().request()))
        : Optional.empty();
  }

  private static Optional<JsonObject> arguments(ApprovalRequest request) {
    return request.details().object("arguments");
  }
}
