package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.CallBatch;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts sessions together from their rows: header, open turn, calls of its last reply, open
 * approvals.
 */
record SessionLoader(Tables tables) {

  private static final long NO_REPLY = -1;

  /** As it is; nothing is locked, so what was read is read again until nobody wrote in between. */
  Optional<Session> find(SessionId id) {
    Optional<SessionRows.Row> row = tables.sessions().find(id.toString());
    while (row.isPresent()) {
      Session session = load(row.get());
      Optional<SessionRows.Row> after = tables.sessions().find(id.toString());
      if (after.map(SessionRows.Row::version).equals(Optional.of(session.version()))) {
        return Optional.of(session);
      }
      row = after;
    }
    return Optional.empty();
  }

  /**
   * The session of a row that cannot change meanwhile.
   *
   * @throws PersistenceException if a newer version wrote what this one cannot act on
   */
  Session load(SessionRows.Row row) {
    if (row.format() > SessionRows.FORMAT) {
      throw new PersistenceException(
          "session "
              + row.id()
              + " was written by a newer version of the runtime; leave it to that one, or update"
              + " this one",
          null);
    }
    Optional<TurnRows.Row> turn = tables.turns().open(row.id());
    long reply = turn.map(TurnRows.Row::replyPosition).orElse(NO_REPLY);
    List<CallRows.Row> calls =
        reply == NO_REPLY ? List.of() : tables.calls().proposedOf(row.id(), reply);
    List<ApprovalRows.Row> approvals = tables.approvals().ofState(row.id(), reply);
    var unpacking = new Payloads.Unpacking(tables.payloads(), stored(row, calls, approvals));
    var batch =
        new CallBatch(calls.stream().map(call -> CallMapping.call(call, unpacking)).toList());
    return Session.restore(
        new SessionState(
            id(row),
            SessionMapping.header(row, unpacking),
            SessionMapping.agents(row),
            turn.map(open -> TurnMapping.turn(open, batch)),
            approvals(approvals, unpacking)),
        row.version());
  }

  static SessionId id(SessionRows.Row row) {
    return new SessionId(UUID.fromString(row.id()));
  }

  private static List<@Nullable String> stored(
      SessionRows.Row row, List<CallRows.Row> calls, List<ApprovalRows.Row> approvals) {
    var stored = new ArrayList<@Nullable String>();
    stored.add(row.header().settings());
    calls.forEach(
        call -> {
          stored.add(call.call());
          stored.add(call.state().particulars().files());
        });
    approvals.forEach(
        approval -> {
          stored.add(approval.asked());
          stored.add(approval.since().votes());
          stored.add(approval.since().outcome());
        });
    return stored;
  }

  private static Map<ApprovalId, Approval> approvals(
      List<ApprovalRows.Row> rows, Payloads.Unpacking unpacking) {
    Map<ApprovalId, Approval> approvals = new LinkedHashMap<>();
    rows.stream()
        .map(row -> ApprovalMapping.approval(row, unpacking))
        .forEach(approval -> approvals.put(approval.id(), approval));
    return approvals;
  }
}
