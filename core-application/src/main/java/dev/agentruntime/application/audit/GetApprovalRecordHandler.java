package dev.agentruntime.application.audit;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Joins what the log tells of an approval; refuses where there is none. */
public final class GetApprovalRecordHandler {

  private final ReadModel reads;

  public GetApprovalRecordHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public ApprovalRecord handle(GetApprovalRecord query) {
    ApprovalView view =
        new GetApprovalHandler(reads).handle(new GetApproval(query.owner(), query.approval()));
    Optional<ToolCallId> call = view.approval().asked().call();
    Optional<SessionId> stream = Optional.of(view.stream());
    List<AuditEntry> ofApproval =
        entries(
            query.owner(),
            new AuditFilter.Where(stream, Optional.of(query.approval()), Optional.empty()));
    List<AuditEntry> ofCall =
        call.isEmpty()
            ? List.of()
            : entries(query.owner(), new AuditFilter.Where(stream, Optional.empty(), call));
    List<AuditEntry> entries =
        Stream.concat(ofApproval.stream(), ofCall.stream())
            .distinct()
            .sorted(Comparator.comparingLong(entry -> entry.event().position()))
            .toList();
    return new ApprovalRecord(view, ran(entries), result(entries), entries);
  }

  private List<AuditEntry> entries(Owner owner, AuditFilter.Where where) {
    return Page.all(
        cursor ->
            reads.audit(
                new AuditQuery(
                    owner,
                    AuditFilter.of(where),
                    new AuditQuery.Part(false, SessionFilter.MAX, cursor))));
  }

  private static Optional<Digest> ran(List<AuditEntry> entries) {
    return entries.stream()
        .flatMap(
            entry ->
                switch (entry.event().event()) {
                  case SessionEvent.ToolStarted started -> Stream.of(started.digest());
                  case SessionEvent.ToolRequested requested -> Stream.of(requested.digest());
                  default -> Stream.empty();
                })
        .reduce((first, second) -> second);
  }

  private static Optional<ToolResult> result(List<AuditEntry> entries) {
    return entries.stream()
        .map(entry -> entry.event().event())
        .filter(SessionEvent.ToolAnswered.class::isInstance)
        .map(event -> ((SessionEvent.ToolAnswered) event).result())
        .findFirst();
  }
}
