package dev.agentruntime.jdbi;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.Facts;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.audit.Subject;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The log as a record of who did what, and as it is found. */
record JdbiAudit(Transactions transactions) {

  Page<AuditEntry> page(AuditQuery query) {
    Ledger ledger = transactions.engine().ledger();
    AuditQuery.Part part = query.part();
    Optional<Ledger.Place> from = part.cursor().map(ledger::place);
    return transactions.read(
        handle -> {
          List<Ledger.Audited> rows =
              ledger.part(handle, wanted(query, ledger), from, part.newestFirst(), part.most() + 1);
          List<AuditEntry> entries =
              entries(handle, ledger, rows.stream().limit(part.most()).toList());
          return new Page<>(
              entries,
              rows.size() > part.most()
                  ? Optional.of(entries.getLast().entry().cursor())
                  : Optional.empty());
        });
  }

  private static Listing wanted(AuditQuery query, Ledger ledger) {
    AuditFilter filter = query.filter();
    AuditFilter.Who who = filter.who();
    Listing wanted =
        new Listing()
            .where("s.owner = :owner", "owner", query.owner().map(Owner::value))
            .where(
                "e.session_id = :session",
                "session",
                filter.where().session().map(SessionId::toString))
            .where(
                "e.approval_id = :approval",
                "approval",
                filter.where().approval().map(ApprovalId::toString))
            .where("e.call_id = :call", "call", filter.where().call().map(ToolCallId::toString))
            .where("e.decider = :decider", "decider", who.decider().map(RecordableText::of))
            .where("e.agent = :agent", "agent", who.agent().map(RecordableText::of))
            .where("t.tool = :tool", "tool", who.tool().map(RecordableText::of))
            .where("e.at >= :since", "since", filter.when().since().map(at -> at.toEpochMilli()))
            .where("e.at < :until", "until", filter.when().until().map(at -> at.toEpochMilli()));
    return ledger.ofTypes(wanted, filter.types(), isNarrow(filter));
  }

  /** Whether something that has an index is given, and is in few rows. */
  private static boolean isNarrow(AuditFilter filter) {
    return filter.where().session().isPresent()
        || filter.where().approval().isPresent()
        || filter.where().call().isPresent()
        || filter.who().decider().isPresent();
  }

  private static List<AuditEntry> entries(Handle handle, Ledger ledger, List<Ledger.Audited> rows) {
    var unpacking =
        new Payloads.Unpacking(
            Tables.of(handle).payloads(),
            rows.stream().map(audited -> audited.row().event().data()).toList());
    return rows.stream().map(audited -> entry(ledger, audited, unpacking)).toList();
  }

  private static AuditEntry entry(
      Ledger ledger, Ledger.Audited audited, Payloads.Unpacking unpacking) {
    Ledger.Row row = audited.row();
    LoggedEvent logged = LogMapping.event(SessionId.parse(row.session()), row.event(), unpacking);
    RecordedEvent event = logged.event();
    return new AuditEntry(
        new LedgerEntry(ledger.cursor(row.place()), new Owner(row.owner()), event),
        logged.form(),
        new Facts(
            audited.facts().agent(),
            Optional.ofNullable(audited.tool()),
            Subject.of(event.event())),
        new Digest(audited.facts().link()));
  }

  List<StoredSession> stored(Optional<SessionId> after, int most) {
    String behind = after.map(SessionId::toString).orElse("");
    return transactions.read(handle -> handle.attach(LogRows.class).stored(behind, most)).stream()
        .map(JdbiAudit::stored)
        .toList();
  }

  Optional<StoredSession> stored(SessionId session) {
    return transactions
        .read(handle -> handle.attach(LogRows.class).stored(session.toString()))
        .map(JdbiAudit::stored);
  }

  private static StoredSession stored(LogRows.Stored row) {
    return new StoredSession(
        SessionId.parse(row.id()),
        new Owner(row.owner()),
        row.lastPosition(),
        new StoredSession.State(row.end().deleted(), row.end().removed()));
  }

  List<ChainHead> heads(HeadsQuery query) {
    String behind = query.after().map(SessionId::toString).orElse("");
    return transactions
        .read(
            handle ->
                handle
                    .attach(LogRows.class)
                    .heads(
                        query.owner().isEmpty(),
                        query.owner().map(Owner::value).orElse(""),
                        behind,
                        query.most()))
        .stream()
        .map(JdbiAudit::head)
        .toList();
  }

  private static ChainHead head(LogRows.Head row) {
    return new ChainHead(
        SessionId.parse(row.session()),
        row.position(),
        new Digest(Objects.requireNonNullElse(row.link(), "no link of session " + row.session())));
  }

  List<StoredEvent> rows(SessionId session, long from, int most) {
    return transactions.read(
        handle -> {
          Tables tables = Tables.of(handle);
          return transactions
              .engine()
              .ledger()
              .found(handle, session.toString(), from, most)
              .stream()
              .map(row -> stored(session, row, tables.payloads()))
              .toList();
        });
  }

  /** Each row by itself, so that one that cannot be read keeps nobody from the others. */
  static StoredEvent stored(SessionId session, LogRows.Found found, PayloadRows payloads) {
    LogRows.Entry row = found.entry();
    var flaws = new ArrayList<String>();
    Optional<LoggedEvent> event = Optional.empty();
    try {
      var unpacking = new Payloads.Unpacking(payloads, List.of(row.event().data()));
      flaws.addAll(unpacking.flaws());
      LoggedEvent logged = LogMapping.event(session, row.event(), unpacking);
      compare(row, logged, flaws);
      if (!found.plain()) {
        flaws.add("a column holds a value of another type than the runtime writes");
      }
      event = Optional.of(logged);
    } catch (RuntimeException e) {
      flaws.add("it cannot be read: " + e.getMessage());
    }
    return new StoredEvent(
        row.event().position(),
        event,
        new StoredEvent.Beside(
            row.facts().agent(), Optional.ofNullable(found.tool()), row.facts().link()),
        flaws);
  }

  private static void compare(LogRows.Entry row, LoggedEvent logged, List<String> flaws) {
    if (!row.event().equals(LogMapping.event(logged, new Payloads.Packing()))) {
      flaws.add("it is not written as the runtime writes it");
    }
    LogRows.Facts facts =
        LogMapping.facts(logged.event(), row.facts().agent(), new Digest(row.facts().link()));
    if (!facts.equals(row.facts())) {
      flaws.add("what it is found by is not what its data tells");
    }
  }
}
